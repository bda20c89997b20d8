import { useLocation } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ButtonLink } from "@/components/auth/parts/TextLink";
import { useLogin } from "@/lib/auth";

/** Logs in at once with a passkey that is at hand, where the browser can tell; otherwise it leads to the form. */
export function LoginLink() {
  const { navigate, paths } = useAuthUi();
  const { pathname } = useLocation();
  const { loginImmediately } = useLogin();
  const showForm = () => navigate(paths.login);
  const logIn = (event: MouseEvent) => {
    // A click that opens another tab is the browser's.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    // The form shows what to do about a passkey that was refused as well.
    loginImmediately().then((state) => (state === null ? showForm() : undefined), showForm);
  };
  return (
    <ButtonLink
      href={paths.login}
      size="sm"
      variant="outline"
      className="ml-1.5"
      aria-current={pathname === paths.login ? "page" : undefined}
      onClick={logIn}
    >
      Log in
    </ButtonLink>
  );
}
