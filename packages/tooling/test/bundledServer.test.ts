import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { MIGRATIONS_MODULE, migrationsModule } from "../src/migrationsModule.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "latchkey-bundle-"));
const ORIGIN = "http://localhost:3000";

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the migrations", () => {
  it("are the same in the module as in their folder", () => {
    expect(readFileSync(join(root, MIGRATIONS_MODULE), "utf8")).toBe(migrationsModule(root));
  });
});

describe("a server in one file, without our packages", () => {
  it("creates its tables and logs a user in", async () => {
    await bundle();
    // In a folder without access to other packages, so that everything the bundle lacks is missing.
    const server = spawn(process.execPath, [join(folder, "server.mjs")], {
      cwd: folder,
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
      const { value: url } = await lines.next();
      const login = await fetch(`${url}/auth.account.login`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: ORIGIN },
        body: JSON.stringify({ email: "ada@example.com", password: "correct horse battery" }),
      });
      expect(await login.json()).toMatchObject({ result: { data: { status: "authenticated" } } });
      const cookie = login.headers
        .getSetCookie()
        .map((line) => line.split(";", 1)[0])
        .join("; ");
      const read = await fetch(`${url}/auth.account.user`, { headers: { cookie } });
      expect(await read.json()).toMatchObject({ result: { data: { email: "ada@example.com" } } });
    } finally {
      server.kill();
    }
  });
});

async function bundle(): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL("bundledServer/server.ts", import.meta.url))],
    outfile: join(folder, "server.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["@latchkey/source"],
    // bcrypt is native; the others are loaded on first use, and this server does not use them.
    external: ["@node-rs/*", "ioredis", "nodemailer", "arctic"],
    logLevel: "error",
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "node_modules/@node-rs"), join(folder, "node_modules/@node-rs"));
  // The files that PGlite itself reads from its own folder, as its documentation on bundling states.
  const assets = dirname(createRequire(import.meta.url).resolve("@electric-sql/pglite"));
  for (const name of readdirSync(assets))
    if (/\.(wasm|data)$/.test(name)) copyFileSync(join(assets, name), join(folder, name));
}
