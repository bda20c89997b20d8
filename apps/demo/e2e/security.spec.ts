import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { agree, arrive, heading, logOut as leave, logIn, typeCode } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";
import { type TotpApp, totpApp, turnClock } from "./support/totpApp.ts";

const shared = shareDemo();

/** Sets an authenticator app up. @returns the app, and the recovery codes that came with it */
async function setUpApp(page: Page): Promise<{ app: TotpApp; codes: string[] }> {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Set up app" }).click();
  await page.getByAltText("QR code with the key below").waitFor();
  const app = totpApp(shared.demo, (await page.locator(".secret").textContent()) ?? "");
  await page.getByLabel("Code from the app").fill(await app.code());
  await heading(page, "Save your recovery codes");
  const codes = await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allTextContents();
  return { app, codes };
}

/** Confirms that the new recovery codes are saved. */
async function keepCodes(page: Page): Promise<void> {
  await page.getByLabel("I have saved these codes").check();
  await page.getByRole("button", { name: "Done" }).click();
}

async function confirm(page: Page, code: string): Promise<void> {
  await heading(page, "Confirm it's you");
  await typeCode(page, code);
}

async function confirmByRecoveryCode(page: Page, code: string): Promise<void> {
  await heading(page, "Confirm it's you");
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code", { exact: true }).fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
}

async function logOut(page: Page): Promise<void> {
  await page.goto("/");
  await leave(page);
  await heading(page, "Try every way to log in");
}

describe("an authenticator app", () => {
  it("is set up, required at the next login, and removed", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await shared.demo.set({ mfaTrust: false });
    await arrive(page, shared.demo, "app@example.com");
    const { app, codes } = await setUpApp(page);
    expect(new Set(codes).size).toBe(10);
    await keepCodes(page);
    await page.getByText("10 of 10 left.").waitFor();
    await logOut(page);
    await logIn(page, "app@example.com");
    await confirm(page, "000000");
    await page.getByText("The code is incorrect. Check it, or get a new one.").waitFor();
    await inspect(page, "mfa-authenticate");
    await confirm(page, await app.code());
    await heading(page, "Hello, Ada");
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Remove app" }).click();
    await agree(page, "Remove authenticator app");
    await page.getByText("Authenticator app removed.").waitFor();
    await page.getByRole("button", { name: "Set up app" }).waitFor();
    expect(await page.getByRole("heading", { name: "Recovery codes" }).count()).toBe(0);
  });

  it("does not block a user who cancels its set-up", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "half@example.com");
    await page.goto("/account/security");
    await inspect(page, "security-empty");
    await page.getByRole("button", { name: "Set up app" }).click();
    await page.getByAltText("QR code with the key below").waitFor();
    await inspect(page, "security-totp-setup");
    await page.getByRole("button", { name: "Cancel" }).click();
    await logOut(page);
    await logIn(page, "half@example.com");
    await heading(page, "Hello, Ada");
  });
});

describe("recovery codes", () => {
  it("are copied, downloaded, shown again, used once and generated again", async () => {
    const visitor = await shared.visit({ permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = visitor;
    visitor.expectRefusals(400);
    await shared.demo.set({ mfaTrust: false });
    await arrive(page, shared.demo, "codes@example.com");
    const { codes } = await setUpApp(page);
    await inspect(page, "security-new-codes");
    await page.getByRole("button", { name: "Copy codes" }).click();
    await page.getByText("Copied.").waitFor();
    expect((await page.evaluate(() => navigator.clipboard.readText())).trim().split("\n")).toEqual(codes);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download" }).click();
    expect((await readFile(await (await download).path(), "utf8")).trim().split("\n")).toEqual(codes);
    await keepCodes(page);
    await logOut(page);
    await logIn(page, "codes@example.com");
    await confirmByRecoveryCode(page, codes[0] ?? "");
    await heading(page, "Hello, Ada");
    await page.goto("/account/security");
    await page.getByText("9 of 10 left.").waitFor();
    await page.getByRole("button", { name: "Show codes" }).click();
    const shown = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await shown.first().waitFor();
    expect(new Set(await shown.allTextContents())).toEqual(new Set(codes.slice(1)));
    await page.getByRole("button", { name: "Generate new codes" }).click();
    await agree(page, "Generate codes");
    await heading(page, "Save your recovery codes");
    expect(await shown.allTextContents()).not.toContain(codes[1]);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByText("Save your codes first, then tick the box.").waitFor();
    await keepCodes(page);
    await page.getByText("10 of 10 left.").waitFor();
    await logOut(page);
    await logIn(page, "codes@example.com");
    await confirmByRecoveryCode(page, codes[1] ?? "");
    await page.getByText("The code is incorrect. Check it, or get a new one.").waitFor();
  });

  it("are shown only after reauthentication, by a code if preferred", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400, 401);
    await arrive(page, shared.demo, "show@example.com");
    const { app } = await setUpApp(page);
    await keepCodes(page);
    await turnClock(shared.demo, 360);
    await page.getByRole("button", { name: "Show codes" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });
    await dialog.getByRole("button", { name: "Use a code" }).click();
    await inspect(page, "reauthenticate-code");
    await dialog.getByLabel("Code", { exact: true }).fill("000000");
    await dialog.getByText("The code is incorrect. Check it, or get a new one.").waitFor();
    await dialog.getByLabel("Code", { exact: true }).fill(await app.code());
    await page.getByRole("list", { name: "Recovery codes" }).waitFor();
    await page.getByRole("button", { name: "Hide codes" }).click();
    await turnClock(shared.demo, 360);
    await page.getByRole("button", { name: "Show codes" }).click();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "detached" });
    expect(await page.getByRole("list", { name: "Recovery codes" }).count()).toBe(0);
  });
});

describe("trusting a browser", () => {
  it("skips the second factor until the trust is revoked", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "trust@example.com");
    const { app } = await setUpApp(page);
    await logOut(page);
    await logIn(page, "trust@example.com");
    await confirm(page, await app.code());
    await heading(page, "Trust this browser?");
    await page.getByRole("button", { name: "Trust browser" }).click();
    await heading(page, "Hello, Ada");
    await logOut(page);
    await logIn(page, "trust@example.com");
    await heading(page, "Hello, Ada");
    await page.goto("/account/security");
    const list = page.getByRole("list", { name: "Trusted browsers" });
    await list.getByText("This browser").waitFor();
    await inspect(page, "security-trusted");
    await list.getByRole("button", { name: /^Stop trusting/ }).click();
    await agree(page, "Stop trusting it");
    await page.getByText("You have no trusted browsers").waitFor();
    await logOut(page);
    await logIn(page, "trust@example.com");
    await heading(page, "Confirm it's you");
  });
});
