import { fileURLToPath } from "node:url";
import { writeReadme } from "./generatedDocs.ts";

writeReadme(fileURLToPath(new URL("../../../", import.meta.url)));
