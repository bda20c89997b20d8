import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { totpCode } from "../../server/src/testing.ts";
import { packPackages } from "../src/installed/app.ts";
import { freePort } from "../src/installed/next.ts";
import { runOrThrow } from "../src/installed/run.ts";
import { followPage, type RunningApp } from "../src/installed/startPage.ts";
import { mixVersions, newestVersions } from "../src/installed/versions.ts";
import { findServices } from "../src/services.ts";
import { NEXT_PAGES } from "../src/site/pageSnippets.ts";
import { ownPages } from "../src/site/pages.ts";
import { snippetsOf, writeFiles } from "../src/snippets.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-start-"));
const { chromium: executablePath } = await findServices();
const person = { email: "ada@example.com", password: "correct horse battery" };
const pages = ownPages(root);
const running: RunningApp[] = [];
let packages: Record<string, string> = {};

/** What the pages install beside what our packages name. */
const BESIDE = {
  vite: "8.3.8",
  "@vitejs/plugin-react": "6.3.0",
  next: "16.4.6",
  tsx: "4.23.15",
  "@types/node": "^20.19.0",
};
/** The pages that are followed; all of them, which takes some five minutes, by `npm run docs:start`. */
const PAGES = (process.env.START_PAGES ?? "vite").split(" ");
/** Next checks types by the compiler's programming interface, which version 7 does not have; its page says so. */
const TYPESCRIPT: Readonly<Record<string, Record<string, string>>> = { next: { typescript: "5.9.3" } };

beforeAll(async () => {
  await runOrThrow("npx", ["turbo", "run", "build", "--filter=./packages/*"], root);
  const [react = "", server = ""] = (await packPackages(root, temporary)).sort();
  const newest = newestVersions(root);
  packages = { ...mixVersions(newest, newest, []), ...BESIDE, "@latchkey/react": react, "@latchkey/server": server };
}, 120_000);

afterAll(async () => {
  await Promise.all(running.map((app) => app.stop()));
  rmSync(temporary, { recursive: true, force: true });
}, 120_000);

/** Waits for what the app prints. */
async function printed(app: RunningApp, pattern: RegExp): Promise<string> {
  return vi.waitFor(() => {
    const found = pattern.exec(app.said())?.[1];
    if (found === undefined) throw new Error(`${pattern} is not in what the app printed: ${app.said()}`);
    return found;
  }, 60_000);
}

/** Once the page's scripts have loaded: before, a form that the server rendered is the browser's own. */
async function fillIn(page: Page, fields: Readonly<Record<string, string>>, button: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole("button", { name: button, exact: true }).click();
}

const logIn = (page: Page, password: string) => fillIn(page, { Email: person.email, Password: password }, "Log in");

/** Gives the page an authenticator of software, as a browser's developer tools do. @returns whether its user is there */
async function addAuthenticator(page: Page): Promise<(isPresent: boolean) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  return async (enabled) =>
    void (await session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }));
}

describe.skipIf(executablePath === null).each(PAGES)("the start page of %s, followed from an empty folder", (name) => {
  let app: RunningApp;
  let url = "";

  beforeAll(async () => {
    const [front, api] = [await freePort(), await freePort()];
    const circumstances = {
      packages: { ...packages, ...TYPESCRIPT[name] },
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
      const setPresence = await addAuthenticator(page);
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
      // Else the autofill of the login form would take the passkey by itself.
      await setPresence(false);
      const offered = page.waitForResponse((answer) => answer.url().includes("mfa.webauthn.beginLogin"));
      await page.getByRole("button", { name: "Log out" }).click();
      // What the autofill begins would end what the button began.
      await offered;
      await page.getByRole("button", { name: "Log in with a passkey" }).click();
      await setPresence(true);
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
