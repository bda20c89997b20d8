import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { filesBelow } from "../src/imports.ts";
import { freePort } from "../src/installed/next.ts";
import { runOrThrow } from "../src/installed/run.ts";
import { followPage, type Program, startProgram } from "../src/installed/startPage.ts";
import { registryItems } from "../src/registry/registry.ts";
import { findServices } from "../src/services.ts";
import { sectionOf } from "../src/site/markdown.ts";
import { FORMS_PAGE } from "../src/site/pageSnippets.ts";
import { ownPages, SITE } from "../src/site/pages.ts";
import { addAuthenticator, fillIn } from "./support/browser.ts";
import { packagesToFollow, printed } from "./support/followed.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-forms-"));
const { chromium: executablePath } = await findServices();
const person = { email: "ada@example.com", password: "correct horse battery" };
const pages = ownPages(root);
const items = registryItems(root);

describe("the registry of forms", () => {
  it.each([...items.values()])("has everything that $name imports, so that no other registry is asked", (item) => {
    const paths = item.files.map(({ path }) => path.replace(/\.tsx?$/, ""));
    const imported = item.files.flatMap(({ content }) =>
      [...content.matchAll(/from "@\/([^"]+)"/g)].map(([, path = ""]) => path),
    );
    expect(imported.filter((path) => path !== "lib/auth" && !paths.includes(path))).toEqual([]);
    expect(item).not.toHaveProperty("registryDependencies");
  });

  it("has every file of the sample app's forms", () => {
    const source = "apps/demo/src/";
    const forms = filesBelow(root, `${source}components/auth`).map((file) => file.slice(source.length));
    expect(forms.length).toBeGreaterThan(60);
    expect(items.get("all")?.files.map(({ path }) => path)).toEqual(expect.arrayContaining(forms));
  });
});

/** A registry that listens here for as long as something is added from it. */
async function serveRegistry(): Promise<{ url: string; close(): void }> {
  const server = createServer(({ url = "" }, response) => {
    const item = items.get(/^\/r\/([\w-]+)\.json$/.exec(url)?.[1] ?? "");
    response.writeHead(item === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(item ?? {}));
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${port}`, close: () => void server.close() };
}

/** How an app that followed its start page is built, and runs once it is. */
const APPS = {
  vite: {
    section: "with-vite",
    check: "npx tsc --noEmit",
    build: "npx vite build",
    start: ["npm run server", "npx vite preview --strictPort --port 5173"],
  },
  next: { section: "with-next", check: "true", build: "npx next build", start: ["npx next start -p 3000"] },
} as const;

describe.skipIf(executablePath === null).each(["vite", "next"] as const)("the forms in an empty app of %s", (name) => {
  const { section, check, build, start } = APPS[name];
  const folder = join(temporary, name);
  const programs: Program[] = [];
  let browser: Browser;
  let url = "";

  beforeAll(async () => {
    const [front, api] = [await freePort(), await freePort()];
    const ports = { 5173: front, 3000: name === "next" ? front : api };
    const withPorts = (text: string) =>
      Object.entries(ports).reduce((made, [from, to]) => made.replace(from, String(to)), text);
    const packages = { ...(await packagesToFollow(root, temporary))(name), shadcn: "4.23.1" };
    // The app as its start page makes it, but for its last step, which runs it.
    const [made = ""] = (pages.get(`start/${name}.md`) ?? "").split(/^## \d\. Run it$/m);
    await followPage(made, folder, { packages, ports });
    const registry = await serveRegistry();
    const added = sectionOf(pages.get(FORMS_PAGE) ?? "", section).body.replaceAll(`${SITE}/r/`, `${registry.url}/r/`);
    await followPage(added, folder, { packages, ports });
    registry.close();
    await runOrThrow("sh", ["-c", check], folder);
    await runOrThrow("sh", ["-c", build], folder, 240_000);
    for (const command of start) programs.push(await startProgram(withPorts(command), folder));
    url = `http://localhost:${front}`;
    await vi.waitFor(async () => expect((await fetch(`${url}/trpc/auth.session.get`)).status).toBe(200), 60_000);
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
  }, 600_000);

  afterAll(async () => {
    await browser?.close();
    await Promise.all(programs.map((program) => program.stop()));
    rmSync(folder, { recursive: true, force: true });
  }, 120_000);

  it("sign up, verify, log in, and add a passkey", async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      // The app of the page has no icon.
      const isOfForms = message.type() === "error" && !message.location().url.endsWith("/favicon.ico");
      if (isOfForms) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await addAuthenticator(page);

    await page.goto(`${url}/signup`);
    await fillIn(page, { "Email address": person.email, Password: person.password }, "Sign up");
    await page.getByRole("heading", { name: "Check your email" }).waitFor();
    const said = () => programs.map((program) => program.said()).join("");
    await page.goto(await printed({ said }, /(http:\/\/\S+\/verify-email#key=\S+)/));
    await page.getByRole("button", { name: "Yes, verify it" }).click();
    await page.getByRole("button", { name: "Log in" }).click();

    await fillIn(page, { "Email address": person.email, Password: person.password }, "Log in");
    await page.getByRole("heading", { name: `Hello ${person.email}` }).waitFor();
    await page.getByRole("link", { name: "Security" }).click();
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByLabel("I have saved these codes").check();
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("list", { name: "Your passkeys" }).getByText("Passkey", { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });
});
