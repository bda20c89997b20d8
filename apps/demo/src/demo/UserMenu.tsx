import type { User } from "@latchkey/server/types";
import { FingerprintIcon, LogOutIcon, MonitorSmartphoneIcon, UserRoundIcon } from "lucide-react";
import { useAuthUi } from "@/components/auth/AuthUi";
import { Avatar, AvatarFallback } from "@/components/ui/avatar";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { useLogout } from "@/lib/auth";

const PAGES = [
  { path: "/account", name: "Account", Icon: UserRoundIcon },
  { path: "/account/security", name: "Security", Icon: FingerprintIcon },
  { path: "/account/sessions", name: "Sessions", Icon: MonitorSmartphoneIcon },
];

/** The logged-in user, their account, and logging out. */
export function UserMenu({ user }: { user: User<{ displayName: string }> }) {
  const { navigate } = useAuthUi();
  const { logout } = useLogout();
  const name = user.data.displayName;
  return (
    <DropdownMenu modal={false}>
      <DropdownMenuTrigger
        aria-label="Account menu"
        className="ml-1.5 rounded-full outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50"
      >
        <Avatar>
          <AvatarFallback>{initialsOf(name)}</AvatarFallback>
        </Avatar>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-60">
        <DropdownMenuLabel>
          <p className="truncate font-medium">{name}</p>
          <p className="truncate text-xs text-muted-foreground">{user.display}</p>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        {PAGES.map(({ path, name: label, Icon }) => (
          <DropdownMenuItem key={path} onSelect={() => navigate(path)}>
            <Icon aria-hidden="true" />
            {label}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => void logout()}>
          <LogOutIcon aria-hidden="true" />
          Log out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0) ?? "")
    .join("")
    .toUpperCase();
}
