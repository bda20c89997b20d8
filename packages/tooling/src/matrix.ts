import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  COMPILATIONS,
  type CompilationName,
  checkDeclarations,
  compileApp,
  installApp,
  installNode,
  packPackages,
  runApp,
} from "./installed/app.ts";
import { compileMatrix, runMatrix } from "./installed/runtimes.ts";
import {
  GROUPS,
  type Group,
  lowestVersions,
  mixVersions,
  newestVersions,
  type Versions,
} from "./installed/versions.ts";

// Why this exists: the tests install the packages with all peers at their lowest and all at their newest versions. This
// tests every combination of them, each TypeScript and each Node, which takes too long for a test. Run it before a
// range changes. `npm run matrix -- Node` runs only the lines with that word.

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const NODES = ["20.19.0", "22.12.0", "22", "24"];
const TYPESCRIPTS = ["5.9.3", "6.0.3", "7.0.2"];
const folder = mkdtempSync(join(tmpdir(), "latchkey-matrix-"));
const lowest = lowestVersions(ROOT);
const newest = newestVersions(ROOT);
const compilations = Object.keys(COMPILATIONS) as CompilationName[];
const mixed = (Object.keys(GROUPS) as Group[]).filter((group) => group !== "typescript");
let failures = 0;

/** Runs one line of the matrix, and prints its outcome. */
async function check(name: string, work: () => Promise<string[]>): Promise<void> {
  if (!name.includes(process.argv[2] ?? "")) return;
  const begun = performance.now();
  const problems = await work().catch((error: unknown) => [String(error)]);
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
  console.log(`${problems.length === 0 ? "ok    " : "FAILED"} ${name} (${seconds} s)`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, "         ").slice(0, 2_000));
  if (problems.length > 0) failures += 1;
}

/** Compiles an app in some ways and runs the results. @returns what went wrong */
async function checkApp(names: readonly CompilationName[]): Promise<string[]> {
  const problems: string[] = [];
  for (const name of names) {
    problems.push(await compileApp(app, name));
    if (COMPILATIONS[name].moduleResolution === "bundler") continue;
    const { ok, said } = await runApp(app, name);
    if (!ok || !said.startsWith("logged in twice")) problems.push(said);
  }
  return problems.filter((problem) => problem !== "");
}

/** Every choice of groups: all subsets to install at their lowest versions. */
const subsets = (groups: readonly Group[]): Group[][] =>
  Array.from({ length: 2 ** groups.length }, (_, bits) => groups.filter((_, index) => bits & (1 << index)));

const app = join(folder, "app");
const use = async (versions: Versions) => {
  rmSync(app, { recursive: true, force: true });
  await installApp(app, tarballs, versions);
};

const tarballs = await packPackages(ROOT, folder);
for (const groups of subsets(mixed))
  await check(`lowest: ${groups.join(", ") || "none"}`, async () => {
    await use(mixVersions(lowest, newest, groups));
    return checkApp(["ES modules, nodenext"]);
  });
for (const groups of [mixed, []])
  for (const typescript of TYPESCRIPTS)
    await check(`TypeScript ${typescript}, ${groups.length === 0 ? "newest" : "lowest"} peers`, async () => {
      await use({ ...mixVersions(lowest, newest, groups), typescript });
      return [...(await checkApp(compilations)), ...(await checkDeclarations(app, "CommonJS, nodenext"))];
    });
await check(`Node ${process.versions.node}, which runs this`, async () => {
  await use(mixVersions(lowest, newest, []));
  return checkApp(compilations);
});
for (const version of NODES)
  await check(`Node ${version}`, async () => {
    const node = await installNode(join(folder, `node-${version}`), version);
    const outcomes = [await runApp(app, "ES modules, nodenext", node), await runApp(app, "CommonJS, nodenext", node)];
    return outcomes.flatMap(({ ok, said }) => (ok ? [] : [said]));
  });
const runtimes = join(folder, "runtimes");
await check("every adapter, compiled", async () => {
  const said = await compileMatrix(runtimes, tarballs, mixVersions(lowest, newest, []));
  return said === "" ? [] : [said];
});
for (const runtime of ["Node", "Deno", "Bun"] as const)
  await check(`every adapter on ${runtime}`, async () => {
    const { ok, said } = await runMatrix(runtimes, runtime, []);
    return ok ? [] : [said];
  });
rmSync(folder, { recursive: true, force: true });
if (failures > 0) throw new Error(`${failures} of the matrix failed`);
