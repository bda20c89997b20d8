import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeReadme } from "./generatedDocs.ts";
import { REQUIREMENTS_PAGE, requirementsPage } from "./requirements/page.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
writeReadme(root);
mkdirSync(dirname(join(root, REQUIREMENTS_PAGE)), { recursive: true });
writeFileSync(join(root, REQUIREMENTS_PAGE), requirementsPage(root));
