import { fileURLToPath } from "node:url";
import { writeDocs } from "./generatedDocs.ts";

writeDocs(fileURLToPath(new URL("../../../", import.meta.url)));
