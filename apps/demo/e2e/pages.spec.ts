import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { arrive, enterCode, heading, logIn, logOut, PASSWORD, signUp } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("every page is accessible", () => {
  it.each([
    ["welcome", "/", "Try every way to log in"],
    ["login", "/login", "Log in"],
    ["login-code", "/login/code", "Log in with a code"],
    ["signup", "/signup", "Sign up"],
    ["forgot", "/forgot-password", "Forgot your password?"],
    ["reset-without-key", "/reset-password", "Choose a new password"],
    ["verify-without-key", "/verify-email", "Verify your email address"],
    ["options", "/options", "Try the options"],
    ["mailbox-empty", "/dev/mail", "Mailbox"],
    ["not-found", "/nowhere", "Page not found"],
  ])("%s", async (name, path, title) => {
    const { page } = await shared.visit();
    await page.goto(path);
    await heading(page, title);
    // The app's name comes with the configuration.
    await expect.poll(() => page.title()).toBe(`${title} · Latchkey demo`);
    await inspect(page, name);
  });

  it("a form with errors, and the steps of a signup", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await shared.demo.set({ emailVerificationBy: "code", signupPhone: "required" });
    await signUp(page, { "What should we call you?": "", "Email address": "no address", "Phone number": "12" });
    await page.getByRole("alert").first().waitFor();
    await inspect(page, "signup-errors");
    await signUp(page, { "Email address": "steps@example.com", "Phone number": "+442079460555" });
    await heading(page, "Check your phone");
    await inspect(page, "verify-phone");
    await enterCode(page, shared.demo, "+442079460555");
    await heading(page, "Check your email");
    await inspect(page, "verify-email-code");
    await enterCode(page, shared.demo, "steps@example.com");
    await heading(page, "Hello, Ada");
  });

  it("the steps of a login and of a reset", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "look@example.com");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await shared.demo.set({ loginByCode: "required", trustBrowser: true, passwordResetBy: "code" });
    await logIn(page, "look@example.com");
    await heading(page, "Enter your code");
    await inspect(page, "login-by-code");
    await enterCode(page, shared.demo, "look@example.com", "login_code");
    await heading(page, "Trust this browser?");
    await inspect(page, "trust");
    await page.getByRole("button", { name: "Not now" }).click();
    await logOut(page);
    await heading(page, "Try every way to log in");
    await page.goto("/forgot-password");
    await page.getByLabel("Email address", { exact: true }).fill("look@example.com");
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Reset your password");
    await inspect(page, "reset-code");
    await enterCode(page, shared.demo, "look@example.com", "password_reset_code");
    await heading(page, "Choose a new password");
    await inspect(page, "reset-password");
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  it("the pages of an account, the mailbox, and the links in it", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(401);
    await arrive(page, shared.demo, "ada@example.com");
    for (const text of ["Renew the passport", "Water the lemon tree", "Ring Charles about the engine"]) {
      await page.getByLabel("New note", { exact: true }).fill(text);
      await page.getByRole("button", { name: "Add" }).click();
      await page.getByText(text).waitFor();
    }
    await inspect(page, "dashboard");
    await page.goto("/account/emails");
    await page.getByLabel("Another address", { exact: true }).fill("countess@example.com");
    await page.getByRole("button", { name: "Add address" }).click();
    await page.getByText("We sent an email to countess@example.com").waitFor();
    await inspect(page, "account-emails");
    for (const [name, path, title] of [
      ["account-profile", "/account", "Profile"],
      ["account-phone", "/account/phone", "Phone"],
      ["account-password", "/account/password", "Change your password"],
      ["account-sessions", "/account/sessions", "Sessions"],
      ["account-activity", "/account/activity", "Recent activity"],
      ["account-delete", "/account/delete", "Delete your account"],
      ["mailbox", "/dev/mail", "Mailbox"],
    ] as const) {
      await page.goto(path);
      await heading(page, title);
      if (name === "account-sessions") await page.getByText("This session").waitFor();
      if (name === "account-activity") await page.getByText("Logged in").first().waitFor();
      if (name === "account-phone") await page.getByText("No phone number yet.").waitFor();
      if (name === "mailbox") await page.getByText("To countess@example.com").first().waitFor();
      await inspect(page, name);
    }
    const { context } = await shared.demo.messageTo("countess@example.com", "verify_email");
    await page.goto(context.url ?? "");
    await page.getByRole("button", { name: "Yes, verify it" }).waitFor();
    await inspect(page, "verify-email-link");
    await shared.demo.advance(360);
    await page.goto("/");
    await page.getByRole("button", { name: "Export notes" }).click();
    await page.getByRole("dialog").waitFor();
    await inspect(page, "reauthenticate");
  });

  it("can be reached with only the keyboard", async () => {
    const { page } = await shared.visit();
    await page.goto("/login");
    await heading(page, "Log in");
    await page.keyboard.press("Tab");
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? "");
    expect(await focused()).toBe("Skip to content");
    await page.keyboard.press("Enter");
    const tabTo = async (name: string) => {
      const target = page.getByLabel(name, { exact: true });
      for (let presses = 0; presses < 6; presses++) {
        await page.keyboard.press("Tab");
        if (await target.evaluate((element) => element === document.activeElement)) return;
      }
      throw new Error(`${name} is not within six presses of Tab`);
    };
    await tabTo("Email address");
    await page.keyboard.type("nobody@example.com");
    await tabTo("Password");
    await page.keyboard.type(PASSWORD);
    expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe(PASSWORD);
    await page.getByRole("link", { name: "Sign up" }).focus();
    await page.keyboard.press("Enter");
    await heading(page, "Sign up");
    expect(await focused()).toBe("Sign up");
  });
});
