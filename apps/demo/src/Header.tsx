import { useUnreadCount } from "./mailbox.ts";
import { usePlace } from "./navigation.ts";
import { Button } from "./parts/Button.tsx";
import { Link } from "./parts/Link.tsx";
import { useAuth, useLogout } from "./trpc.ts";

export function Header() {
  const { path } = usePlace();
  const auth = useAuth();
  const { logout, isPending } = useLogout();
  const unread = useUnreadCount();
  const current = (to: string) => (path === to || path.startsWith(`${to}/`) ? ("page" as const) : undefined);
  return (
    <header className="header">
      <Link to="/" className="brand">
        <img src="/key.svg" alt="" width={28} height={28} />
        Latchkey <span className="brand-demo">demo</span>
      </Link>
      <nav aria-label="Main">
        <Link to="/options" aria-current={current("/options")}>
          Options
        </Link>
        <Link to="/dev/mail" aria-current={current("/dev/mail")} className="nav-mailbox">
          Mailbox
          {unread === 0 ? null : (
            <span className="badge">
              {unread}
              <span className="visually-hidden"> new</span>
            </span>
          )}
        </Link>
        {auth.status === "authenticated" ? (
          <>
            <Link to="/account" aria-current={current("/account")}>
              Account
            </Link>
            <Button look="quiet" isPending={isPending} onClick={() => logout().catch(() => {})}>
              Log out
            </Button>
          </>
        ) : (
          <Link to="/login" aria-current={current("/login")}>
            Log in
          </Link>
        )}
      </nav>
    </header>
  );
}
