import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MIGRATIONS_MODULE, migrationsModule } from "./migrationsModule.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
writeFileSync(join(root, MIGRATIONS_MODULE), migrationsModule(root));
