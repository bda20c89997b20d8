import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { arrive, enterCode, heading, logIn, PASSWORD, signUp } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

const VERIFIED = "Your email address is verified";

async function linkTo(email: string): Promise<string> {
  const { context } = await shared.demo.messageTo(email, "verify_email");
  return context.url ?? "";
}

describe("a link that is opened on another device", () => {
  it("is noticed by the waiting page, which explains what to do", async () => {
    const { page } = await shared.visit();
    await signUp(page, { "Email address": "waits@example.com" });
    await heading(page, "Check your email");
    const phone = await shared.visit();
    await phone.page.goto(await linkTo("waits@example.com"));
    await phone.page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(phone.page, VERIFIED);
    await heading(page, VERIFIED);
    const title = page.getByRole("heading", { name: VERIFIED });
    expect(await title.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.getByRole("main").getByRole("status").textContent()).toBe("You can log in now.");
    await inspect(page, "ended-verified");
    await page.getByRole("main").getByRole("link", { name: "Log in" }).click();
    await heading(page, "Log in");
    await logIn(page, "waits@example.com");
    await heading(page, "Hello, Ada");
  });

  it("is reported to a user who comes back to the signup afterwards", async () => {
    const { page } = await shared.visit();
    await signUp(page, { "Email address": "comes@example.com" });
    await heading(page, "Check your email");
    await page.goto("about:blank");
    const phone = await shared.visit();
    await phone.page.goto(await linkTo("comes@example.com"));
    await phone.page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(phone.page, VERIFIED);
    await page.goto("/signup");
    await heading(page, VERIFIED);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Options" }).click();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Log in" }).click();
    await heading(page, "Log in");
  });

  it("can be opened again, on either", async () => {
    const { page } = await shared.visit();
    await signUp(page, { "Email address": "twice@example.com" });
    const url = await linkTo("twice@example.com");
    const phone = await shared.visit();
    await phone.page.goto(url);
    await phone.page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(phone.page, VERIFIED);
    await phone.page.goto("about:blank");
    await phone.page.goto(url);
    await heading(phone.page, VERIFIED);
    await page.goto(url);
    await heading(page, VERIFIED);
    await page.getByRole("button", { name: "Log in" }).click();
    await heading(page, "Log in");
  });
});

describe("two tabs", () => {
  it("both show that the link was opened in one of them", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    await signUp(page, { "Email address": "tabs@example.com" });
    await heading(page, "Check your email");
    const second = await visitor.openTab();
    await second.goto(await linkTo("tabs@example.com"));
    await second.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(second, VERIFIED);
    await heading(page, VERIFIED);
    await logIn(second, "tabs@example.com");
    await heading(second, "Hello, Ada");
    await heading(page, "Hello, Ada");
  });

  it("both show that a step took too long, whichever notices it", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(409);
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "slow@example.com" });
    await heading(page, "Check your email");
    const second = await visitor.openTab();
    await second.goto("/");
    await heading(second, "Check your email");
    await shared.demo.advance(3_600);
    await enterCode(page, shared.demo, "slow@example.com");
    await heading(page, "This step has expired");
    await heading(second, "This step has expired");
    await inspect(second, "ended-expired");
    await page.getByRole("button", { name: "Start again" }).click();
    await heading(page, "Sign up");
  });
});

describe("a pending login during a change of the password elsewhere", () => {
  it("shows the change", async () => {
    const owner = await shared.visit();
    await arrive(owner.page, shared.demo, "changes@example.com");
    await shared.demo.set({ loginByCode: "required" });
    const visitor = await shared.visit();
    visitor.expectRefusals(409);
    await logIn(visitor.page, "changes@example.com");
    await heading(visitor.page, "Enter your code");
    await owner.page.goto("/account/password");
    await owner.page.getByLabel("Current password", { exact: true }).fill(PASSWORD);
    await owner.page.getByLabel("New password", { exact: true }).fill("a quite new one, long");
    await owner.page.getByRole("button", { name: "Change password" }).click();
    await owner.page.getByText("Your password has been changed.").waitFor();
    await enterCode(visitor.page, shared.demo, "changes@example.com", "login_code");
    await heading(visitor.page, "This login was ended");
    await inspect(visitor.page, "ended-revoked");
    await visitor.page.getByRole("main").getByRole("link", { name: "Log in" }).click();
    await heading(visitor.page, "Log in");
  });
});

describe("the link of an address that was added to an account", () => {
  it("has its owner log in first, and then continues", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "owner@example.com");
    await page.goto("/account/emails");
    await page.getByLabel("Another address", { exact: true }).fill("added@example.com");
    await page.getByRole("button", { name: "Add address" }).click();
    await page.getByText("We sent an email to added@example.com").waitFor();
    const phone = await shared.visit();
    phone.expectRefusals(400, 401);
    await arrive(phone.page, shared.demo, "other@example.com");
    await phone.page.goto(await linkTo("added@example.com"));
    await phone.page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(phone.page, "Log in to verify this address");
    await inspect(phone.page, "verify-email-other-account");
    await phone.page.getByRole("main").getByRole("button", { name: "Log out" }).click();
    const identifier = phone.page.locator("[name=identifier]");
    await identifier.fill("owner@example.com");
    await inspect(phone.page, "verify-email-login");
    await phone.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await phone.page.getByRole("button", { name: "Log in", exact: true }).click();
    await phone.page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(phone.page, VERIFIED);
    await page.reload();
    const row = page.getByRole("listitem").filter({ hasText: "added@example.com" });
    await row.getByText("Verified", { exact: true }).waitFor();
  });
});
