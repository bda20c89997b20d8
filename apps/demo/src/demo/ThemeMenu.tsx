import { CheckIcon, MonitorIcon, MoonIcon, SunIcon } from "lucide-react";
import { Button } from "@/components/ui/button";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { type Theme, useTheme } from "@/demo/theme";

const CHOICES = [
  { id: "system", name: "System", Icon: MonitorIcon },
  { id: "light", name: "Light", Icon: SunIcon },
  { id: "dark", name: "Dark", Icon: MoonIcon },
] as const satisfies readonly { id: Theme; name: string; Icon: typeof SunIcon }[];

export function ThemeMenu() {
  const [theme, setTheme] = useTheme();
  return (
    <DropdownMenu modal={false}>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" className="size-8" aria-label="Theme">
          <SunIcon className="dark:hidden" aria-hidden="true" />
          <MoonIcon className="hidden dark:block" aria-hidden="true" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="min-w-36">
        {CHOICES.map(({ id, name, Icon }) => (
          <DropdownMenuItem key={id} onSelect={() => setTheme(id)} aria-current={theme === id ? "true" : undefined}>
            <Icon aria-hidden="true" />
            <span className="flex-1">{name}</span>
            {theme === id ? <CheckIcon aria-hidden="true" /> : null}
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
