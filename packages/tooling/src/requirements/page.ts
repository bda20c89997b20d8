import { DEFAULT_RATE_LIMITS } from "../../../server/src/config/rateLimits.ts";
import { table } from "../reference/markdown.ts";
import { chapters } from "./chapters.ts";
import { ALGORITHMS, CONNECTIONS, KEYS } from "./inventory.ts";
import { type ProofName, proofs } from "./proofs.ts";
import type { Chapter, Requirement } from "./requirement.ts";

export const REQUIREMENTS_PAGE = "packages/server/docs/requirements.md";

const INTRODUCTION = `# Requirements

What OWASP's ASVS 5.0 and NIST's SP 800-63B-4 ask of an app's authentication, in our words, and where Latchkey stands. A row
names the tests that fail when its defence is taken out; it says where a requirement does not hold, and why; and it says what
is left to the app that uses Latchkey. Requirements that a library can do nothing about are left out, and so are those on
authorization servers: Latchkey is none.

This page is made from the code by \`npm run docs\`. Its tests are checked to exist, by file and name.`;

/** The page, made anew. */
export function requirementsPage(): string {
  const parts = [
    INTRODUCTION,
    ...chapters.map(chapterTable),
    "## Limits",
    "So many uses, in so long, by network address (`ip`), by `user`, by what the call is about (`key`), or by that and the network address together (`key+ip`). Where several are named, all must hold. The option `rateLimits` changes each.",
    table(
      ["limit", "default"],
      Object.entries<string>(DEFAULT_RATE_LIMITS).map(([name, rule]) => [`\`${name}\``, rule]),
    ),
    "## Keys and algorithms",
    table(
      ["key", "what it is for"],
      Object.entries(KEYS).map(([name, purpose]) => [`\`${name}\``, purpose]),
    ),
    table(["what", "how"], ALGORITHMS),
    "## What the server calls",
    table(["what", "where", "limits"], CONNECTIONS),
    "## Events",
    "`onEvent` is told of what [the page on events](events.md) lists.",
  ];
  return `${parts.join("\n\n")}\n`;
}

function chapterTable({ title, rows }: Chapter): string {
  const cells = rows.map((row) => [row.id, row.level === null ? "" : String(row.level), row.asks, standing(row)]);
  return `## ${title}\n\n${table(["id", "level", "what is asked", "where we stand"], cells)}`;
}

function standing({ proofs: names = [], because, deviates, app }: Requirement): string {
  return [
    because,
    names.length === 0 ? undefined : `**Shown by** ${names.map(proofText).join("; ")}.`,
    deviates === undefined ? undefined : `**Deviates:** ${deviates}`,
    app === undefined ? undefined : `**The app:** ${app}`,
  ]
    .filter((part) => part !== undefined)
    .join("<br>");
}

function proofText(name: ProofName): string {
  const proof = proofs.get(name);
  // The names are the map's own keys, as their type says.
  if (proof === undefined) throw new Error(`no proof is called ${name}`);
  const link = `../../../${proof.file}`
    .replace("../../../packages/server/", "../")
    .replace("../../../packages/", "../../");
  return `[${proof.file.split("/").at(-1)}](${link}) “${proof.test}”`;
}
