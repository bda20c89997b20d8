import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { agree, arrive, heading, logOut as leave, logIn } from "./support/journeys.ts";
import { plugIn } from "./support/passkeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

async function addPasskey(page: Page): Promise<void> {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText("Passkey was added.").waitFor();
  await page.getByLabel("I have saved these codes").check();
  await page.getByRole("button", { name: "Done" }).click();
}

async function removePasskey(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Remove Passkey", exact: true }).click();
  await agree(page, "Remove passkey");
  await page.getByText("Passkey was removed.").waitFor();
}

async function logOut(page: Page): Promise<void> {
  await page.goto("/");
  await leave(page);
  await heading(page, "Try every way to log in");
}

/** The link at the top of every page. */
const loginLink = (page: Page) => page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Log in" });

describe("the browser's password manager", () => {
  it("forgets a passkey that is removed from the account", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "remove@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    expect(await device.count()).toBe(1);
    await removePasskey(page);
    await expect.poll(() => device.count()).toBe(0);
  });

  it("forgets a passkey that was removed elsewhere, at the next login", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "elsewhere@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await removeElsewhere(page);
    expect(await device.count()).toBe(1);
    await device.setPresent(false);
    await logOut(page);
    await logIn(page, "elsewhere@example.com");
    await heading(page, "Hello, Ada");
    await expect.poll(() => device.count()).toBe(0);
  });

  it("forgets a passkey that nobody has, when somebody tries to log in with it", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "unknown@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await removeElsewhere(page);
    await logOut(page);
    expect(await device.count()).toBe(1);
    await page.goto("/login");
    await page.getByText("This passkey was not accepted.").waitFor();
    await expect.poll(() => device.count()).toBe(0);
  });

  it("shows the new name after a rename", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "rename@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await shared.demo.set({ loginMethods: ["email", "username"] });
    await page.goto("/account");
    await page.getByLabel("Username").fill("ada_lovelace");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Saved.").waitFor();
    await expect.poll(() => device.names()).toEqual([["rename@example.com", "ada_lovelace"]]);
  });
});

/** Removes as another device would: this browser hears nothing of it, until it loads another page. */
async function removeElsewhere(page: Page): Promise<void> {
  await page.evaluate(() => {
    PublicKeyCredential.signalAllAcceptedCredentials = async () => {};
  });
  await removePasskey(page);
}

describe("a login by password", () => {
  it("is followed by a passkey that the browser creates without asking, where the app wants that", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "upgrade@example.com");
    await logOut(page);
    await shared.demo.set({ passkeyUpgrade: true });
    const device = await plugIn(page);
    // Only a browser whose password manager has just filled a password in creates one; this one creates it as usual.
    await page.addInitScript(() => {
      const create = navigator.credentials.create.bind(navigator.credentials);
      navigator.credentials.create = ({
        mediation,
        ...options
      }: CredentialCreationOptions & { mediation?: string } = {}) => {
        if (mediation !== "conditional") throw new Error("a prompt was opened");
        return create(options);
      };
    });
    await logIn(page, "upgrade@example.com");
    await heading(page, "Hello, Ada");
    await expect.poll(() => device.count()).toBe(1);
    await page.goto("/account/security");
    await page.getByText("Added by your browser").waitFor();
    // It is no second factor.
    await device.setPresent(false);
    await logOut(page);
    await logIn(page, "upgrade@example.com");
    await heading(page, "Hello, Ada");
    expect(await device.count()).toBe(1);
    await logOut(page);
    await device.setPresent(true);
    await page.goto("/login");
    await heading(page, "Hello, Ada");
  });
});

describe("the button that logs in", () => {
  it("logs in at once where a passkey is at hand, and shows the form where none is", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "immediate@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await logOut(page);
    await loginLink(page).click();
    await heading(page, "Hello, Ada");
    await logOut(page);
    await device.remove();
    await plugIn(page, { session: device.session });
    await loginLink(page).click();
    await heading(page, "Log in");
    expect(await page.getByRole("alert").count()).toBe(0);
  });
});

describe("/.well-known/passkey-endpoints", () => {
  it("leads password managers to the page with the passkeys", async () => {
    const { url } = shared.demo;
    const response = await fetch(`${url}/.well-known/passkey-endpoints`);
    const page = `${url}/account/security`;
    expect([response.status, await response.json()]).toEqual([200, { enroll: page, manage: page }]);
  });
});
