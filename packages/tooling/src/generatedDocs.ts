import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { adaptersTable } from "./reference/adapters.ts";
import { type Declarations, openDeclarations } from "./reference/declarations.ts";
import { errorsTable } from "./reference/errors.ts";
import { eventsPage } from "./reference/events.ts";
import { hooksTable } from "./reference/hooks.ts";
import { messagesPage } from "./reference/messages.ts";
import { optionsTable } from "./reference/options.ts";
import { proceduresPage } from "./reference/procedures.ts";
import { providersTable } from "./reference/providers.ts";
import { stageDiagram, stageList } from "./reference/stages.ts";
import { REQUIREMENTS_PAGE, requirementsPage } from "./requirements/page.ts";

// Why this exists: tables that are maintained by hand become outdated. These are generated from the code, and tests
// compare them.

const README = "packages/server/README.md";
const DOCS = "packages/server/docs";

/** Every document that is generated from the code, in whole or in part, as it should be. */
export function generatedDocs(root: string): Map<string, string> {
  using declarations = openDeclarations(root);
  return new Map([
    [README, withParts(readFileSync(join(root, README), "utf8"), declarations)],
    [`${DOCS}/procedures.md`, proceduresPage(root, declarations)],
    [`${DOCS}/events.md`, eventsPage(declarations)],
    [`${DOCS}/messages.md`, messagesPage(declarations)],
    [`${DOCS}/login.md`, withPart(readFileSync(join(root, DOCS, "login.md"), "utf8"), DIAGRAM)],
    [
      `${DOCS}/adapters.md`,
      withPart(readFileSync(join(root, DOCS, "adapters.md"), "utf8"), {
        name: "matrix",
        content: block(adaptersTable()),
      }),
    ],
    [`${DOCS}/next.md`, withSources(root, readFileSync(join(root, DOCS, "next.md"), "utf8"))],
    [REQUIREMENTS_PAGE, requirementsPage()],
  ]);
}

export function writeDocs(root: string): void {
  for (const [path, text] of generatedDocs(root)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** A text with the parts between its markers generated again. */
function withParts(text: string, declarations: Declarations): string {
  const parts: Readonly<Record<string, string>> = {
    options: block(optionsTable(declarations)),
    hooks: block(hooksTable(declarations)),
    errors: block(errorsTable()),
    stages: stageList(),
    providers: block(providersTable()),
  };
  return Object.entries(parts).reduce((made, [name, content]) => withPart(made, { name, content }), text);
}

/** The files that the page on Next shows: those of the app that is built and run. */
const NEXT_APP = "packages/tooling/next";
const SOURCES: Readonly<Record<string, string>> = {
  server: "server.ts",
  page: "app/page.tsx",
  client: "app/client.tsx",
  action: "app/login/actions.ts",
  auth: "auth.ts",
};

function withSources(root: string, text: string): string {
  return Object.entries(SOURCES).reduce((made, [name, file]) => {
    const source = readFileSync(join(root, NEXT_APP, file), "utf8").trim();
    return withPart(made, { name, content: block(`\`\`\`${file.split(".")[1]}\n// ${file}\n${source}\n\`\`\``) });
  }, text);
}

const DIAGRAM = { name: "stage-diagram", content: block(stageDiagram()) };

function withPart(text: string, { name, content }: { name: string; content: string }): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, rest] = text.split(begin, 2);
  if (before === undefined || rest === undefined || !rest.includes(end)) throw new Error(`no place for ${name}`);
  return `${before}${begin}${content}${rest.slice(rest.indexOf(end))}`;
}

function block(content: string): string {
  return `\n\n${content}\n\n`;
}
