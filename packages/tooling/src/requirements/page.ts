import { ASVS_L2 } from "../../../server/src/config/assurance/preset.ts";
import { DEFAULT_RATE_LIMITS } from "../../../server/src/config/rateLimits.ts";
import { table } from "../reference/markdown.ts";
import { chapters } from "./chapters.ts";
import { ALGORITHMS, CONNECTIONS, KEYS } from "./inventory.ts";
import { type ProofName, proofs } from "./proofs.ts";
import type { Chapter, Requirement } from "./requirement.ts";

export const REQUIREMENTS_PAGE = "packages/server/docs/requirements.md";

const INTRODUCTION = `# Requirements

What OWASP's ASVS 5.0 and NIST's SP 800-63B-4 require of an app's authentication, in our words, and how Latchkey meets it. Each
row names the tests that fail if the protection is removed, says where and why Latchkey deviates, and what is up to the app that
uses it. Requirements that a library cannot influence are left out, and so are those on authorization servers, because Latchkey
is not one.

This page is generated from the code by \`npm run docs\`. A test checks that the tests named here exist.`;

const PRESET = `## The preset \`asvs-l2\`

With \`preset: "asvs-l2"\`, \`createAuth\` sets the options below where the app sets nothing, and refuses values that the third
column does not allow. With \`mfa.required: true\`, passwords need only the usual 8 characters. What no option decides stays the
app's part: the rows above that say **The app**, and those that say **Deviates**.`;

/** The generated page. */
export function requirementsPage(): string {
  const parts = [
    INTRODUCTION,
    ...chapters.map(chapterTable),
    PRESET,
    table(
      ["option", "set to", "allowed", "because"],
      ASVS_L2.map(({ option, value, shown = JSON.stringify(value), expected, because }) => [
        `\`${option}\``,
        shown === undefined ? "" : `\`${shown}\``,
        expected,
        because,
      ]),
    ),
    "## Limits",
    "Uses per period, by IP address (`ip`), by `user`, by the subject of the call (`key`), or by subject and IP address together (`key+ip`). If several are listed, all apply. The option `rateLimits` changes each.",
    table(
      ["limit", "default"],
      Object.entries<string>(DEFAULT_RATE_LIMITS).map(([name, rule]) => [`\`${name}\``, rule]),
    ),
    "## Keys and algorithms",
    table(
      ["key", "purpose"],
      Object.entries(KEYS).map(([name, purpose]) => [`\`${name}\``, purpose]),
    ),
    table(["what", "how"], ALGORITHMS),
    "## What the server calls",
    table(["what", "where", "limits"], CONNECTIONS),
    "## Events",
    "`onEvent` receives the events listed on [the events page](events.md).",
  ];
  return `${parts.join("\n\n")}\n`;
}

function chapterTable({ title, rows }: Chapter): string {
  const cells = rows.map((row) => [row.id, row.level === null ? "" : String(row.level), row.asks, standing(row)]);
  return `## ${title}\n\n${table(["id", "level", "requirement", "status"], cells)}`;
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
  // The names are the map's own keys, by their type.
  if (proof === undefined) throw new Error(`no proof is called ${name}`);
  const link = `../../../${proof.file}`
    .replace("../../../packages/server/", "../")
    .replace("../../../packages/", "../../");
  return `[${proof.file.split("/").at(-1)}](${link}) “${proof.test}”`;
}
