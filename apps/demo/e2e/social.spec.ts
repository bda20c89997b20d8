import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { agree, arrive, enterCode, heading, logOut as leave, logIn } from "./support/journeys.ts";
import { plugIn } from "./support/passkeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

/** Chooses a person at the provider. */
async function beAtProvider(page: Page, who: string): Promise<void> {
  await page.getByRole("heading", { name: "Local provider" }).waitFor();
  await page.getByRole("button", { name: who }).click();
}

async function inventAtProvider(page: Page, email: string): Promise<void> {
  await page.getByRole("heading", { name: "Local provider" }).waitFor();
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

async function complete(page: Page, name: string): Promise<void> {
  await heading(page, "Finish signing up");
  await page.getByLabel("What should we call you?", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Sign up", exact: true }).click();
}

async function logOut(page: Page): Promise<void> {
  await leave(page);
  await heading(page, "Try every way to log in");
}

describe("the local provider", () => {
  it("signs up with a verified address, and logs in from then on", async () => {
    const { page } = await shared.visit();
    await page.goto("/login");
    await inspect(page, "login-with-provider");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await page.getByRole("heading", { name: "Local provider" }).waitFor();
    await inspect(page, "provider-login");
    await beAtProvider(page, "Olga, with a verified address");
    await heading(page, "Finish signing up");
    expect(page.url()).not.toContain("code=");
    await inspect(page, "provider-signup");
    await complete(page, "Olga");
    await heading(page, "Hello, Olga");
    await logOut(page);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await beAtProvider(page, "Olga, with a verified address");
    await heading(page, "Hello, Olga");
  });

  it("requires verification of an address that it has not verified, and asks for one that it does not return", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ emailVerificationBy: "code" });
    await page.goto("/signup");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await beAtProvider(page, "Oscar, with an unverified address");
    await complete(page, "Oscar");
    await heading(page, "Check your email");
    await enterCode(page, shared.demo, "oscar@provider.example");
    await heading(page, "Hello, Oscar");
    await logOut(page);
    await page.goto("/signup");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await beAtProvider(page, "Nobu, without an address");
    await heading(page, "Finish signing up");
    await page.getByLabel("Email address", { exact: true }).fill("nobu@example.com");
    await complete(page, "Nobu");
    await enterCode(page, shared.demo, "nobu@example.com");
    await heading(page, "Hello, Nobu");
  });

  it("reports an existing account only to the reader of its address", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "taken@example.com");
    await logOut(page);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await inventAtProvider(page, "taken@example.com");
    await complete(page, "Stranger");
    await heading(page, "Check your email");
    await shared.demo.messageTo("taken@example.com", "account_already_exists");
  });

  it("opens the account with the address, where the app trusts the provider", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "mine@example.com");
    await logOut(page);
    await shared.demo.set({ emailAuthentication: true, autoConnect: true });
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await inventAtProvider(page, "mine@example.com");
    await heading(page, "Hello, Ada");
    await page.goto("/account/connections");
    await page.getByRole("button", { name: "Disconnect mine@example.com" }).waitFor();
  });

  it("is left without logging in, and the page shows it", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await beAtProvider(page, "Cancel");
    await page.getByText("You did not complete the login at the provider.").waitFor();
    await inspect(page, "provider-denied");
  });

  it("requires the second factor afterwards", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "second@example.com");
    await plugIn(page);
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Add a security key" }).click();
    await page.getByText("was added.").waitFor();
    await page.goto("/account/connections");
    await page.getByRole("button", { name: "Connect Local provider" }).click();
    await inventAtProvider(page, "elsewhere@example.com");
    await page.getByText("Account connected.").waitFor();
    await page.goto("/");
    await logOut(page);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await inventAtProvider(page, "elsewhere@example.com");
    await heading(page, "Confirm it's you");
  });
});

describe("coming back from the provider while logged in", () => {
  it("continues as the same user, and reports another one", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(409);
    await arrive(page, shared.demo, "same@example.com");
    await page.goto("/account/connections");
    await page.getByRole("button", { name: "Connect Local provider" }).click();
    await inventAtProvider(page, "same@example.com");
    await page.getByText("Account connected.").waitFor();
    /** Another tab that has left for the provider before a user logs in here. */
    const leaveThenLogIn = async () => {
      await page.goto("/");
      await logOut(page);
      const tab = await visitor.openTab();
      await tab.goto("/login");
      await tab.getByRole("button", { name: "Continue with Local provider" }).click();
      await tab.getByRole("heading", { name: "Local provider" }).waitFor();
      await logIn(page, "same@example.com");
      await heading(page, "Hello, Ada");
      return tab;
    };
    const second = await leaveThenLogIn();
    await inventAtProvider(second, "same@example.com");
    await heading(second, "Hello, Ada");
    await second.close();
    const third = await leaveThenLogIn();
    await inventAtProvider(third, "somebody@example.com");
    await heading(third, "You are already logged in");
    await third.getByText("You are logged in as same@example.com.").waitFor();
    await inspect(third, "provider-somebody-else");
    await third.getByRole("link", { name: "Stay logged in" }).click();
    await heading(third, "Hello, Ada");
  });

  it("shows nothing of a user who has logged out", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await inventAtProvider(page, "back@example.com");
    await complete(page, "Bea");
    await heading(page, "Hello, Bea");
    await logOut(page);
    await page.goto("/auth/callback/local");
    await heading(page, "You are not logged in");
    await page.goBack();
    await heading(page, "Try every way to log in");
  });
});

describe("connections", () => {
  it("are added and removed, except for the last way to log in", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "connect@example.com");
    await page.goto("/account/connections");
    await inspect(page, "connections-empty");
    await page.getByRole("button", { name: "Connect Local provider" }).click();
    await inventAtProvider(page, "work@example.com");
    await page.getByText("Account connected.").waitFor();
    await inspect(page, "connections");
    await page.getByRole("button", { name: "Disconnect work@example.com" }).click();
    await agree(page, "Disconnect account");
    await page.getByText("No connections yet.").waitFor();
    await page.goto("/");
    await logOut(page);
    await page.goto("/login");
    await page.getByRole("button", { name: "Continue with Local provider" }).click();
    await inventAtProvider(page, "only@example.com");
    await complete(page, "Only");
    await heading(page, "Hello, Only");
    await page.goto("/account/connections");
    await page.getByRole("button", { name: "Disconnect only@example.com" }).click();
    await agree(page, "Disconnect account");
    await page.getByText("Set a password first.").waitFor();
    expect(await page.getByRole("list", { name: "Your connections" }).getByRole("listitem").count()).toBe(1);
  });

  it("refuse a provider account that belongs to another user", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "first@example.com");
    await page.goto("/account/connections");
    await page.getByRole("button", { name: "Connect Local provider" }).click();
    await inventAtProvider(page, "shared@example.com");
    await page.getByText("Account connected.").waitFor();
    await page.goto("/");
    await logOut(page);
    await arrive(page, shared.demo, "other@example.com");
    await page.goto("/account/connections");
    await page.getByRole("button", { name: "Connect Local provider" }).click();
    await inventAtProvider(page, "shared@example.com");
    await page.getByText("This account is connected to another user.").waitFor();
    await page.goto("/");
    await logOut(page);
    await logIn(page, "first@example.com");
    await heading(page, "Hello, Ada");
  });
});
