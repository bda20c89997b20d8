import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sitePages } from "./pages.ts";

// Why this exists: the site generator reads a folder of pages. This writes it, from the pages' own text and what they
// include.

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const SITE = join(ROOT, "apps/docs/site");
/** The pictures on the pages, by the place where they are kept. */
const PICTURES = { "demo.png": ".github/demo.png", "key.svg": "apps/demo/public/key.svg" };

const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
const repository =
  GITHUB_REPOSITORY === undefined ? null : `${GITHUB_SERVER_URL ?? "https://github.com"}/${GITHUB_REPOSITORY}`;

rmSync(SITE, { recursive: true, force: true });
for (const [page, text] of sitePages(ROOT, repository)) {
  mkdirSync(join(SITE, dirname(page)), { recursive: true });
  writeFileSync(join(SITE, page), text);
}
for (const [name, source] of Object.entries(PICTURES)) cpSync(join(ROOT, source), join(SITE, "public", name));
