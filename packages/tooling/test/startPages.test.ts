import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { totpCode } from "../../server/src/testing.ts";
import { freePort } from "../src/installed/next.ts";
import { runOrThrow } from "../src/installed/run.ts";
import { followPage, type RunningApp } from "../src/installed/startPage.ts";
import { findServices } from "../src/services.ts";
import { NEXT_PAGES } from "../src/site/pageSnippets.ts";
import { ownPages } from "../src/site/pages.ts";
import { snippetsOf, writeFiles } from "../src/snippets.ts";
import { addAuthenticator, fillIn } from "./support/browser.ts";
import { packagesToFollow, printed } from "./support/followed.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-start-"));
const { chromium: executablePath } = await findServices();
const person = { email: "ada@example.com", password: "correct horse battery" };
const pages = ownPages(root);
const running: RunningApp[] = [];
let packagesOf: Awaited<ReturnType<typeof packagesToFollow>>;

/** The pages that are followed, but for Expo's; all of them, which takes some seven minutes, by `npm run docs:start`. */
const PAGES = (process.env.START_PAGES ?? "vite").split(" ").filter((page) => page !== "expo");
beforeAll(async () => {
  packagesOf = await packagesToFollow(root, temporary);
}, 120_000);

afterAll(async () => {
  await Promise.all(running.map((app) => app.stop()));
  rmSync(temporary, { recursive: true, force: true });
}, 120_000);

const logIn = (page: Page, password: string) => fillIn(page, { Email: person.email, Password: password }, "Log in");

describe.skipIf(executablePath === null).each(PAGES)("the start page of %s, followed from an empty folder", (name) => {
  let app: RunningApp;
  let url = "";

  beforeAll(async () => {
    const [front, api] = [await freePort(), await freePort()];
    const circumstances = {
      packages: packagesOf(name),
      ports: { 5173: front, 3000: name === "next" ? front : api },
    };
    app = await followPage(pages.get(`start/${name}.md`) ?? "", join(temporary, name), circumstances);
    running.push(app);
    url = `http://localhost:${front}`;
    await vi.waitFor(async () => expect((await fetch(`${url}/trpc/auth.session.get`)).status).toBe(200), 180_000);
  }, 500_000);

  it("signs up, verifies by the link, resets the password, and logs in with a second factor and with a passkey", async () => {
    const browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await addAuthenticator(page);
      await page.goto(`${url}/signup`);
      await fillIn(page, { Email: person.email, Password: person.password }, "Sign up");
      await page.getByText("We sent a link").waitFor();

      await page.goto(await printed(app, /(http:\/\/\S+\/verify-email#key=\S+)/));
      await page.getByRole("button", { name: `Verify ${person.email}` }).click();
      await page.getByText("is verified.").waitFor();

      await page.goto(`${url}/forgot-password`);
      await fillIn(page, { Email: person.email }, "Send link");
      await page.goto(await printed(app, /(http:\/\/\S+\/reset-password#key=\S+)/));
      await fillIn(page, { "New password": "battery horse correct" }, "Save");
      await page.getByRole("link", { name: "Log in" }).click();

      await logIn(page, "battery horse correct");
      await page.getByRole("heading", { name: `Hello ${person.email}` }).waitFor();
      await page.getByRole("button", { name: "Add an authenticator app" }).click();
      const secret = (await page.locator("code").textContent()) ?? "";
      await fillIn(page, { Code: await totpCode(secret, new Date(), { digits: 6, period: 30 }) }, "Turn on");
      await page.getByText("Keep these codes").waitFor();
      const [recoveryCode = ""] = ((await page.locator("pre").textContent()) ?? "").split("\n");
      await page.getByRole("button", { name: "Log out" }).click();
      await logIn(page, "battery horse correct");
      await fillIn(page, { "Code from your authenticator app, or a recovery code": recoveryCode }, "Log in");
      await page.getByRole("heading", { name: `Hello ${person.email}` }).waitFor();

      await page.getByRole("button", { name: "Add a passkey" }).click();
      await page.getByText("Passkey: This device").waitFor();
      // Else the autofill of the login form would take the passkey by itself, before the button can.
      await page.evaluate("PublicKeyCredential.isConditionalMediationAvailable = async () => false");
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByRole("button", { name: "Log in with a passkey" }).click();
      await page.getByRole("heading", { name: `Hello ${person.email}` }).waitFor();
    } finally {
      await browser.close();
    }
  });

  it("compiles, with what other pages add to it", async () => {
    const added = name === "next" ? NEXT_PAGES : [];
    for (const page of added.slice(1)) writeFiles(join(temporary, name), snippetsOf(pages.get(page) ?? ""));
    expect(
      await runOrThrow(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit"], join(temporary, name)),
    ).toBe("");
  });
});
