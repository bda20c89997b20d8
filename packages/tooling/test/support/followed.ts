import { vi } from "vitest";
import { packPackages } from "../../src/installed/app.ts";
import { mixVersions, newestVersions, type Versions } from "../../src/installed/versions.ts";

/** The packages that the pages install in addition to those that our packages name. */
const BESIDE: Versions = {
  vite: "8.3.8",
  "@vitejs/plugin-react": "6.3.0",
  next: "16.4.6",
  tsx: "4.23.15",
  "@types/node": "^20.19.0",
};
/** Next checks types with the compiler's API, which version 7 lacks; its page states so. */
const OF_PAGE: Readonly<Record<string, Versions>> = { next: { typescript: "5.9.3" } };

/** Packs our packages. @returns the versions with which a page's packages are installed here */
export async function packagesToFollow(root: string, folder: string): Promise<(page: string) => Versions> {
  const [react = "", server = ""] = (await packPackages(root, folder)).sort();
  const newest = newestVersions(root);
  const all = { ...mixVersions(newest, newest, []), ...BESIDE, "@latchkey/react": react, "@latchkey/server": server };
  return (page) => ({ ...all, ...OF_PAGE[page] });
}

/** Waits until a program prints the pattern. */
export function printed({ said }: { said(): string }, pattern: RegExp): Promise<string> {
  return vi.waitFor(() => {
    const found = pattern.exec(said())?.[1];
    if (found === undefined) throw new Error(`${pattern} is not in what was printed: ${said()}`);
    return found;
  }, 60_000);
}
