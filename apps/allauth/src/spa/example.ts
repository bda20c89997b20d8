import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { z } from "zod";
import { HERE, pythonEnvironment } from "../servers/python.ts";

const run = promisify(execFile);
const FOLDER = join(HERE, ".spa");
/** What its source imports; the versions are those of its own lock file. */
const PACKAGES = ["@github/webauthn-json", "react", "react-dom", "react-router-dom"];

const lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

/**
 * allauth's React example as its source distribution contains it, bundled.
 *
 * @returns the folder to serve
 */
export async function buildExample(): Promise<string> {
  const source = await unpack();
  await installPackages(source);
  const target = join(FOLDER, "served");
  cpSync(join(source, "public"), target, { recursive: true });
  await build({
    entryPoints: [join(source, "src/index.js")],
    bundle: true,
    outfile: join(target, "main.js"),
    loader: { ".js": "jsx" },
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  // What the example's own build does to its page.
  const page = readFileSync(join(source, "public/index.html"), "utf8").replace("%NODE_ENV%", "production");
  writeFileSync(join(target, "index.html"), page.replace("</body>", '<script src="/main.js"></script></body>'));
  return target;
}

async function unpack(): Promise<string> {
  const source = join(FOLDER, "frontend");
  if (existsSync(source)) return source;
  const requirement = /^django-allauth\S*==(\S+)$/m.exec(readFileSync(join(HERE, "requirements.txt"), "utf8"));
  const programs = await pythonEnvironment("requirements.txt");
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:", "--dest", FOLDER];
  await run(join(programs, "pip"), ["download", ...options, `django-allauth==${requirement?.[1]}`]);
  const archive = readdirSync(FOLDER).find((name) => name.endsWith(".tar.gz"));
  if (archive === undefined) throw new Error("the source distribution was not downloaded");
  await run("tar", [
    "-xzf",
    join(FOLDER, archive),
    "-C",
    FOLDER,
    "--strip-components=3",
    "--wildcards",
    "*/react-spa/frontend",
  ]);
  return source;
}

async function installPackages(source: string): Promise<void> {
  if (existsSync(join(FOLDER, "node_modules"))) return;
  const { packages } = lock.parse(JSON.parse(readFileSync(join(source, "package-lock.json"), "utf8")));
  const pinned = PACKAGES.map((name) => `${name}@${packages[`node_modules/${name}`]?.version}`);
  writeFileSync(join(FOLDER, "package.json"), '{ "private": true }\n');
  await run("npm", ["install", "--prefix", FOLDER, "--no-audit", "--no-fund", "--ignore-scripts", ...pinned]);
}
