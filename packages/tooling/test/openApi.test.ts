import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { validate } from "@readme/openapi-parser";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createTestKit } from "../../server/src/testing.ts";
import { freePort } from "../src/installed/next.ts";
import { followPage, type Program, startProgram } from "../src/installed/startPage.ts";
import { ownPages } from "../src/site/pages.ts";
import { blocksOf, snippetsOf, writeFiles } from "../src/snippets.ts";
import { packagesToFollow, printed } from "./support/followed.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-openapi-"));
const folder = join(temporary, "app");
const PAGE = "recipes/openapi.md";
const pages = ownPages(root);
const page = pages.get(PAGE) ?? "";
const SERVER = ["@latchkey/server", "@trpc/server", "drizzle-orm", "@electric-sql/pglite", "zod", "tsx", "@types/node"];

/** As far as the tests read it. */
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: object;
}
interface Operation {
  responses: Record<"200", { content: Record<string, { schema: object }> }>;
}

/** The page's commands up to the one that calls the app, and that one. */
const [generates, calls = ""] = page.split(/^(?=```sh\npython3)/m);

describe("the page on OpenAPI, followed in the server of the start page", () => {
  let program: Program;
  let url = "";
  let document: Document;

  beforeAll(async () => {
    const packages = (await packagesToFollow(root, temporary))("vite");
    const [front, port] = [await freePort(), await freePort()];
    url = `http://localhost:${port}/trpc`;
    const server = snippetsOf(pages.get("start/vite.md") ?? "").filter(({ file }) => file.startsWith("server/"));
    writeFiles(folder, [
      { file: "package.json", code: JSON.stringify({ name: "app", private: true, type: "module" }) },
      { file: "tsconfig.json", code: JSON.stringify(COMPILER) },
    ]);
    const ports = { 5173: front, 3000: port };
    const install = `\`\`\`sh\nnpm install ${SERVER.join(" ")}\n\`\`\`\n`;
    await followPage(install, folder, { packages, ports });
    const withPorts = (code: string) => code.replace("5173", String(front)).replace("3000", String(port));
    writeFiles(
      folder,
      server.map(({ file, code }) => ({ file, code: withPorts(code) })),
    );
    await followPage(generates ?? "", folder, { packages, ports });
    document = JSON.parse(readFileSync(join(folder, "openapi.json"), "utf8")) as Document;
    program = await startProgram(`AUTH_SECRET=${"s".repeat(32)} npx tsx server/main.ts`, folder);
    await vi.waitFor(async () => expect((await fetch(`${url}/auth.session.get`)).status).toBe(200), 60_000);
  }, 300_000);

  afterAll(async () => {
    await program?.stop();
    rmSync(temporary, { recursive: true, force: true });
  }, 60_000);

  it("makes a valid document with every procedure", async () => {
    const copy = structuredClone(document) as unknown as Parameters<typeof validate>[0];
    expect(await validate(copy)).toMatchObject({ valid: true });
    const paths = Object.keys(document.paths);
    await using kit = await createTestKit();
    const routes = Object.keys(kit.auth.authRouter._def.procedures).map((route) => `/auth.${route}`);
    expect(routes.length).toBeGreaterThan(60);
    expect(paths.filter((path) => path.startsWith("/auth.")).sort()).toEqual(routes.sort());
  });

  it("describes what a server answers, results and errors", async () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(document, "document");
    const told = async (name: string, body?: object) => {
      const method = body === undefined ? "get" : "post";
      const response = await fetch(`${url}/${name}`, {
        method,
        headers: { "content-type": "application/json", "x-latchkey-client": "app" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const place = response.ok
        ? `/paths/~1${name}/${method}/responses/200/content/application~1json/schema`
        : "/components/responses/Error/content/application~1json/schema";
      const isAsTold = ajv.getSchema(`document#${place}`);
      const answer = await response.json();
      return [response.status, isAsTold?.(answer) === true || [answer, isAsTold?.errors]];
    };
    const email = "grace@example.com";
    expect(await told("auth.session.get")).toEqual([200, true]);
    expect(await told("auth.session.config")).toEqual([200, true]);
    expect(await told("auth.account.signup", { email, password: "correct horse battery" })).toEqual([200, true]);
    expect(await told("auth.account.signup", { email: "grace" })).toEqual([400, true]);
    expect(await told("auth.account.login", { email, password: "something else" })).toEqual([400, true]);
    expect(await told("auth.mfa.webauthn.beginLogin", {})).toEqual([200, true]);
    expect(await told("auth.account.user")).toEqual([401, true]);
  });

  it("has a client that signs up, verifies and logs in", async () => {
    const [file] = blocksOf(page).filter((block) => block.file === "client.py");
    writeFiles(folder, [{ file: "client.py", code: file?.code ?? "" }]);
    const command = (/^python3.*$/m.exec(calls)?.[0] ?? "").replace("http://localhost:3000/trpc", url);
    const child = spawn("sh", ["-c", command], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
    const output = text(child.stdout);
    child.stdin.end(`${await printed(program, /ada@example\.com[\s\S]*verify-email#key=(\S+)/)}\n`);
    await once(child, "exit");
    expect((await output).split("\n")).toEqual(["pending", "Key from the link: authenticated", "ada@example.com", ""]);
  });
});

const COMPILER = {
  compilerOptions: {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2023",
    strict: true,
    noEmit: true,
    skipLibCheck: true,
  },
  include: ["server"],
};
