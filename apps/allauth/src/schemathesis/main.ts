import { spawn } from "node:child_process";
import { join } from "node:path";
import { pythonEnvironment } from "../servers/python.ts";
import { startTarget } from "./target.ts";

/**
 * Schemathesis against the OpenAPI document that our handler serves: no failure of the server, and no answer outside of
 * the document. Arguments are handed on, such as `--max-examples 500`.
 */
const CHECKS = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_schema_conformance",
];
/** They would end the session that the others need. */
const ENDING = "^/_allauth/[^/]+/v1/auth/sessions?$";

const programs = await pythonEnvironment("requirements-schemathesis.txt");
const target = await startTarget();
const failed: string[] = [];
for (const who of ["anonymous", "user"] as const) {
  const headers = who === "user" ? await target.logIn() : await target.visit();
  const code = await run([
    "run",
    `${target.origin}/_allauth/openapi.json`,
    ...["--checks", CHECKS.join(), "--max-examples", "25", "--seed", "1", "--no-shrink", "--warnings", "off"],
    ...(who === "user" ? ["--exclude-path-regex", ENDING] : []),
    ...Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]),
    ...process.argv.slice(2),
  ]);
  if (code !== 0) failed.push(who);
}
await target.close();
for (const failure of target.failures) console.error(`FAILURE OF THE SERVER ${failure}`);
console.info(failed.length === 0 ? "nothing failed" : `failed: ${failed.join(", ")}`);
process.exitCode = failed.length + target.failures.length === 0 ? 0 : 1;

function run(args: string[]): Promise<number | null> {
  const child = spawn(join(programs, "st"), args, { stdio: "inherit" });
  return new Promise((resolve) => child.once("exit", resolve));
}
