import type { ProviderAbout } from "../../../server/src/oauth/about.ts";
import { providerTable } from "../../../server/src/oauth/providers/table.ts";
import { code, table } from "./markdown.ts";

/** What the columns say of addresses. */
const ADDRESSES = {
  verified: "verified when the provider says so",
  unverified: "never verified",
  none: "none",
} as const;

export function providersTable(): string {
  const rows = Object.entries<ProviderAbout>(providerTable).map(([name, about]) => [
    about.console === null ? about.name : `[${about.name}](${about.console})`,
    code(name),
    code(about.id),
    about.tokenLogin ?? "",
    ADDRESSES[about.addresses],
    about.scopes.map(code).join(" "),
    about.triedLive ?? "",
    about.quirk ?? "",
  ]);
  return table(["provider", "function", "id", "token login", "addresses", "scopes", "tried live", "notes"], rows);
}
