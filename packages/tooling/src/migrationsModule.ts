import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Why this exists: `migrate()` must work from inside a bundle, which has no folder of SQL files next to it. drizzle-kit
// writes the files; this turns them into a module, and a test compares the two.

const FOLDER = "packages/server/migrations";

export const MIGRATIONS_MODULE = "packages/server/src/db/migrations.ts";

/** The module that contains every SQL file of the folder, as it should be. */
export function migrationsModule(root: string): string {
  const names = readdirSync(join(root, FOLDER)).filter((name) => name.endsWith(".sql"));
  const entries = names.sort().map(
    (name) => `  {
    name: "${name}",
    script: \`${quoted(readFileSync(join(root, FOLDER, name), "utf8"))}\`,
  },
`,
  );
  return `// Made from packages/server/migrations by \`npm run migrations -w packages/server\`. Change the files there, not here.

/** The SQL files of the package, in the order in which they run. */
export const migrations: readonly { readonly name: string; readonly script: string }[] = [
${entries.join("")}];
`;
}

function quoted(script: string): string {
  return script.replaceAll(/\\|`|\$\{/g, "\\$&");
}
