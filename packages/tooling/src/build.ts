import { execSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";

// Why this exists: a package is compiled twice, as ES modules and for CommonJS projects, and `tsc` neither removes what
// it wrote for a source that is gone nor writes the package.json that makes a folder CommonJS. Runs as a script of the
// package, in its folder.

const COMMONJS = "dist/commonjs";
const compile = (project: string) => execSync(`tsc -p ${project}`, { stdio: "inherit" });

rmSync("dist", { recursive: true, force: true });
compile("tsconfig.build.json");
compile("tsconfig.commonjs.json");
mkdirSync(COMMONJS, { recursive: true });
writeFileSync(`${COMMONJS}/package.json`, `${JSON.stringify({ type: "commonjs" })}\n`);
