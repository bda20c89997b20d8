import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { agree, arrive, enterCode, heading, logOut as leave, logIn, PASSWORD } from "./support/journeys.ts";
import { plugIn } from "./support/passkeys.ts";
import { shareDemo } from "./support/shareDemo.ts";
import { turnClock } from "./support/totpApp.ts";

const shared = shareDemo();

/** Confirms that the new recovery codes are saved. */
async function keepCodes(page: Page): Promise<void> {
  await page.getByLabel("I have saved these codes").check();
  await page.getByRole("button", { name: "Done" }).click();
}

async function addPasskey(page: Page, name = "Passkey"): Promise<void> {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByText(`${name} was added.`).waitFor();
  if (name === "Passkey") await keepCodes(page);
}

async function logOut(page: Page): Promise<void> {
  await page.goto("/");
  await leave(page);
  await heading(page, "Try every way to log in");
}

describe("passkeys", () => {
  it("are added, named, and one of them logs in by the button", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "two@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await device.remove();
    const phone = await plugIn(page, { isSynced: true, session: device.session });
    await addPasskey(page, "Passkey 2");
    const list = page.getByRole("list", { name: "Your passkeys" });
    await list.getByRole("listitem").nth(1).waitFor();
    expect(await list.getByRole("listitem").count()).toBe(2);
    await list.getByText("Synced").waitFor();
    await page.getByRole("button", { name: "Rename Passkey 2" }).click();
    await page.getByLabel("New name for Passkey 2").fill("Phone");
    await page.getByRole("button", { name: "Save name" }).click();
    await page.getByRole("button", { name: "Remove Phone" }).waitFor();
    await inspect(page, "security-passkeys");
    await logOut(page);
    // A browser without passkeys in its autofill.
    await page.addInitScript(() => {
      PublicKeyCredential.isConditionalMediationAvailable = async () => false;
    });
    await page.goto("/login");
    await page.getByRole("button", { name: "Log in with a passkey" }).click();
    await heading(page, "Hello, Ada");
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Remove Passkey", exact: true }).click();
    await agree(page, "Remove passkey");
    await page.getByText("Passkey was removed.").waitFor();
    expect(await list.getByRole("listitem").count()).toBe(1);
    expect(await phone.count()).toBe(1);
  });

  it("log in from the autofill, without typing or pressing anything", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "autofill@example.com");
    await plugIn(page);
    await addPasskey(page);
    await logOut(page);
    // The virtual authenticator immediately makes the choice that a user would make from the list under the field.
    await page.goto("/login");
    await heading(page, "Hello, Ada");
  });

  it("are not offered in the autofill while the button's prompt is open", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "button@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await logOut(page);
    await device.setPresent(false);
    // The first challenge is the autofill's: it arrives after the button has requested its own.
    let isFirst = true;
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      void page.route("**/trpc/auth.mfa.webauthn.beginLogin*", async (route) => {
        if (!isFirst) return route.continue();
        isFirst = false;
        await asked;
        await route.continue();
        resolve();
      });
    });
    await page.goto("/login");
    const begun = page.waitForResponse("**/trpc/auth.mfa.webauthn.beginLogin*");
    await page.getByRole("button", { name: "Log in with a passkey" }).click();
    await begun;
    answer();
    await arrived;
    await page.waitForLoadState("networkidle");
    // An offer would have ended the button's prompt.
    expect(await page.getByRole("button", { name: "Log in with a passkey" }).isDisabled()).toBe(true);
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("are the second factor after the password", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "second@example.com");
    const device = await plugIn(page);
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Add a security key" }).click();
    await page.getByText("was added.").waitFor();
    await keepCodes(page);
    await logOut(page);
    await device.setPresent(false);
    await logIn(page, "second@example.com");
    await heading(page, "Confirm it's you");
    await inspect(page, "mfa-authenticate-passkey");
    await device.setPresent(true);
    await page.getByRole("button", { name: "Use your passkey" }).click();
    await heading(page, "Trust this browser?");
    await page.getByRole("button", { name: "Not now" }).click();
    await heading(page, "Hello, Ada");
  });

  it("reauthenticate their user", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(401);
    await arrive(page, shared.demo, "again@example.com");
    await plugIn(page);
    await addPasskey(page);
    await turnClock(shared.demo, 360);
    await page.getByRole("button", { name: "Generate new codes" }).click();
    await agree(page, "Generate codes");
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });
    await dialog.getByRole("button", { name: "Use your passkey" }).click();
    await inspect(page, "reauthenticate-passkey");
    await dialog.getByRole("button", { name: "Use your passkey" }).click();
    await heading(page, "Save your recovery codes");
  });

  it("sign up without a password", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ emailVerificationBy: "code" });
    const device = await plugIn(page);
    await page.goto("/signup");
    await page.getByRole("button", { name: "Use a passkey instead" }).click();
    expect(await page.getByLabel("Password", { exact: true }).count()).toBe(0);
    await page.getByLabel("What should we call you?", { exact: true }).fill("Grace");
    await page.getByLabel("Email address", { exact: true }).fill("grace@example.com");
    await page.getByRole("button", { name: "Sign up" }).click();
    await heading(page, "Check your email");
    await enterCode(page, shared.demo, "grace@example.com");
    await heading(page, "Create your passkey");
    await inspect(page, "passkey-signup");
    await page.getByLabel("Passkey name").fill("My laptop");
    await page.getByRole("button", { name: "Create passkey" }).click();
    await heading(page, "Hello, Grace");
    expect(await device.count()).toBe(1);
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Rename My laptop" }).waitFor();
    await logOut(page);
    await page.goto("/login");
    await heading(page, "Hello, Grace");
  });
});

describe("a passkey that is not used", () => {
  it("because the user could not be verified", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "unverified@example.com");
    const device = await plugIn(page);
    await device.setUserVerified(false);
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("No passkey was used: it was cancelled").waitFor();
    expect(await device.count()).toBe(0);
  });

  it("because there is none, or it was cancelled", async () => {
    const { page } = await shared.visit();
    await plugIn(page);
    await page.goto("/login");
    await page.getByRole("button", { name: "Log in with a passkey" }).click();
    await page.getByText("No passkey was used: it was cancelled").waitFor();
    await inspect(page, "login-passkey-cancelled");
    // The form still works.
    await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  });

  it("because this device has one for the account already", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "already@example.com");
    await plugIn(page);
    await addPasskey(page);
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.getByText("This device or security key already has a passkey for your account.").waitFor();
  });

  it("because it was removed from the account", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    // A browser that tells password managers nothing.
    await page.addInitScript(() => {
      for (const name of ["signalAllAcceptedCredentials", "signalUnknownCredential"])
        Reflect.deleteProperty(PublicKeyCredential, name);
    });
    await arrive(page, shared.demo, "removed@example.com");
    const device = await plugIn(page);
    await addPasskey(page);
    await page.getByRole("button", { name: "Remove Passkey" }).click();
    await agree(page, "Remove passkey");
    await page.getByText("Passkey was removed.").waitFor();
    await logOut(page);
    await page.goto("/login");
    await page.getByText("This passkey was not accepted.").waitFor();
    // Otherwise it would respond on the next page as well.
    await device.remove();
    await logIn(page, "removed@example.com", PASSWORD);
    await heading(page, "Hello, Ada");
  });

  it("because the page is at another address", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(403);
    await plugIn(page);
    await page.goto(`${shared.demo.url.replace("localhost", "127.0.0.1")}/login`);
    await page.getByRole("button", { name: "Log in with a passkey" }).click();
    await page.getByText("This request came from an untrusted origin.").waitFor();
  });
});
