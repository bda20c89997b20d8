import type { ProviderAbout } from "../../../server/src/oauth/about.ts";
import { providerTable } from "../../../server/src/oauth/providers/table.ts";
import type { FixturePart, ProviderFixture } from "../../../server/src/testing/suites/fixtureLogin.ts";
import { readFixture } from "../../../server/test/oauth/documented/apps.ts";
import { code, table } from "./markdown.ts";

/** The text of the column for addresses. */
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
    documentationRead(name),
    about.triedLive ?? "",
    about.quirk ?? "",
  ]);
  return table(
    ["provider", "function", "id", "token login", "addresses", "scopes", "documentation read", "tried live", "notes"],
    rows,
  );
}

const PARTS: readonly FixturePart[] = ["endpoints", "tokens", "profile"];

/** The parts of a fixture that were compared with a page, the provider's own or another's. */
function documentationRead(name: string): string {
  // Written by hand in this shape, which a test of the fixtures checks.
  const { sources = [] } = readFixture(name) as ProviderFixture;
  const shownBy = (part: FixturePart) => sources.filter(({ shows }) => shows.includes(part));
  const parts = PARTS.flatMap((part) => {
    const pages = shownBy(part);
    if (pages.length === 0) return [];
    return [pages.every(({ by }) => by === "others") ? `${part} (by others)` : part];
  });
  return parts.length === 0 ? "none" : parts.join(", ");
}
