import { describe, expect, it } from "vitest";
import { heading } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("the options", () => {
  it("change the fields of the forms, without a restart", async () => {
    const { page } = await shared.visit();
    await page.goto("/options");
    await page.getByLabel("Phone number at signup", { exact: true }).selectOption("Required");
    await page.getByLabel("Login by code", { exact: true }).selectOption("Instead of a password");
    await page.getByLabel("Username", { exact: true }).check();
    await page.getByRole("button", { name: "Apply options" }).click();
    await page.getByText("Applied", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Log in" }).click();
    await page.getByLabel("Email address or username", { exact: true }).waitFor();
    await page.getByRole("link", { name: "Log in with a code instead" }).waitFor();
    await page.getByRole("link", { name: "Sign up" }).click();
    await page.getByLabel("Phone number", { exact: true }).waitFor();
    await page.getByLabel("Username", { exact: true }).waitFor();
  });

  it("are refused with createAuth's own message when they contradict each other", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await page.goto("/options");
    await page.getByLabel("Email verification", { exact: true }).selectOption("None");
    await page.getByLabel("Verify by", { exact: true }).selectOption("Code (requires mandatory verification)");
    await page.getByRole("button", { name: "Apply options" }).click();
    await page.getByText('account.emailVerificationBy "code" needs account.emailVerification "mandatory"').waitFor();
    await page.getByRole("button", { name: "Restore defaults" }).click();
    await page.getByText("Applied", { exact: true }).waitFor();
    expect(await page.getByLabel("Email verification", { exact: true }).inputValue()).toBe("mandatory");
  });

  it("can close the signup", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ signupOpen: false });
    await page.goto("/signup");
    await page.getByText("Signup is currently closed.").waitFor();
  });

  it("reveal that there is no account where this is configured", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await shared.demo.set({ preventEnumeration: "off" });
    await page.goto("/forgot-password");
    await page.getByLabel("Email address", { exact: true }).fill("nobody@example.com");
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("There is no account with this email address. Check it, or sign up.").waitFor();
  });

  it("advance the time, until a session has ended", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ emailVerification: "none" });
    await page.goto("/signup");
    await page.getByLabel("What should we call you?", { exact: true }).fill("Ada");
    await page.getByLabel("Email address", { exact: true }).fill("time@example.com");
    await page.getByLabel("Password", { exact: true }).fill("violet tram under snow");
    await page.getByRole("button", { name: "Sign up" }).click();
    await heading(page, "Hello, Ada");
    await page.getByRole("link", { name: "Options" }).click();
    await page.getByRole("button", { name: "15 days" }).click();
    await page.getByText("The clock has moved forward by 15 days.").waitFor();
    await page.getByRole("link", { name: "Log in" }).waitFor();
  });
});
