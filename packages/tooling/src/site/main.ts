import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { registryItems } from "../registry/registry.ts";
import { sitePages } from "./pages.ts";

// Why this exists: the generator of the site reads a folder of pages. This writes it, from the pages' own text and what they
// include, and the forms that can be added to an app beside them.

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const SITE = join(ROOT, "apps/docs/site");
/** The pictures on the pages, by the place where they are kept. */
const PICTURES = { "demo.png": ".github/demo.png", "key.svg": "apps/demo/public/key.svg" };

const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, SITE_URL } = process.env;
const repository =
  GITHUB_REPOSITORY === undefined ? null : `${GITHUB_SERVER_URL ?? "https://github.com"}/${GITHUB_REPOSITORY}`;

/** Where nothing else is said, the site is looked at by `npm run preview` in its folder, which listens here. */
const site = SITE_URL ?? "http://localhost:4173";

rmSync(SITE, { recursive: true, force: true });
for (const [page, text] of sitePages(ROOT, { repository, site })) {
  mkdirSync(join(SITE, dirname(page)), { recursive: true });
  writeFileSync(join(SITE, page), text);
}
for (const [name, source] of Object.entries(PICTURES)) cpSync(join(ROOT, source), join(SITE, "public", name));
mkdirSync(join(SITE, "public/r"), { recursive: true });
for (const [name, item] of registryItems(ROOT))
  writeFileSync(join(SITE, "public/r", `${name}.json`), JSON.stringify(item, null, 2));
