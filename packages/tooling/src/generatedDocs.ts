import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorTable } from "../../server/src/http/errorTable.ts";
import type { ProviderAbout } from "../../server/src/oauth/about.ts";
import { providerTable } from "../../server/src/oauth/providers/table.ts";
import { steps } from "../../server/src/stages.ts";

// Why this exists: tables that people keep by hand go stale. These are made from the code, and a test compares them.

const README = "packages/server/README.md";
const OPTIONS = "packages/server/src/config/authOptions.ts";
/** Where each interface of options hangs. */
const PREFIXES: Readonly<Record<string, string>> = {
  AuthOptions: "",
  AccountOptions: "account.",
  MfaOptions: "mfa.",
  SessionOptions: "session.",
};

/** The README with every generated part made anew. */
export function withGeneratedDocs(root: string, text: string): string {
  const parts = {
    options: optionsTable(readFileSync(join(root, OPTIONS), "utf8")),
    errors: errorsTable(),
    stages: stageList(),
    providers: providersTable(),
  };
  return Object.entries(parts).reduce((made, [name, content]) => {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const [before = "", rest = ""] = made.split(begin, 2);
    const after = rest.slice(rest.indexOf(end));
    return `${before}${begin}${content}${after}`;
  }, text);
}

export function readReadme(root: string): string {
  return readFileSync(join(root, README), "utf8");
}

export function writeReadme(root: string): void {
  writeFileSync(join(root, README), withGeneratedDocs(root, readReadme(root)));
}

/** A row for each option, from the interface's own comments. */
function optionsTable(source: string): string {
  const rows: string[] = [];
  let prefix: string | null = null;
  let path: string[] = [];
  let comment = "";
  for (const line of source.split("\n")) {
    const named = /^export interface (\w+)/.exec(line)?.[1];
    if (named !== undefined) [prefix, path] = [PREFIXES[named] ?? null, []];
    if (prefix === null) continue;
    comment =
      /^\s*\/\*\* (.*) \*\/$/.exec(line)?.[1] ??
      (line.trim().startsWith("*") || line.trim() === "/**" ? comment : comment);
    const property = /^\s+(\w+)\??(?:: (\{)?|\()/.exec(line);
    if (property !== null) {
      const [, name = "", opens] = property;
      if (comment !== "")
        rows.push(`| \`${prefix}${[...path, name].join(".")}\` | ${comment.replaceAll("|", "\\|")} |`);
      comment = "";
      if (opens !== undefined && !line.trimEnd().endsWith("};")) path.push(name);
    } else if (/^\s+\};$/.test(line)) path.pop();
  }
  return `\n\n| option | meaning [default] |\n| --- | --- |\n${rows.join("\n")}\n\n`;
}

function errorsTable(): string {
  const rows = Object.entries(errorTable).map(([code, { trpc, message }]) => `| \`${code}\` | ${trpc} | ${message} |`);
  return `\n\n| code | tRPC code | what people are told |\n| --- | --- | --- |\n${rows.join("\n")}\n\n`;
}

function stageList(): string {
  return steps.stages.map(({ id }) => `\`${id}\``).join(" → ");
}

/** What the columns say of addresses. */
const ADDRESSES = { verified: "it says which are verified", unverified: "never verified", none: "none" } as const;

function providersTable(): string {
  const rows = Object.entries<ProviderAbout>(providerTable).map(([name, about]) => {
    const title = about.console === null ? about.name : `[${about.name}](${about.console})`;
    const scopes = about.scopes.map((scope) => `\`${scope}\``).join(" ");
    const cells = [title, `\`${name}\``, `\`${about.id}\``, about.tokenLogin ?? "", ADDRESSES[about.addresses], scopes];
    return `| ${[...cells, about.triedLive ?? "", about.quirk ?? ""].join(" | ")} |`;
  });
  const head = "| provider | function | id | token login | addresses | scopes | tried live | to know |";
  return `\n\n${head}\n|${" --- |".repeat(8)}\n${rows.join("\n")}\n\n`;
}
