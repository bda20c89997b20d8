import { describe, expect, it } from "vitest";
import { arrive, enterCode, heading, logIn, logOut, PASSWORD, signUp, typeCode } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("logging in", () => {
  it("reports a wrong password, and accepts the right one", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "ada@example.com");
    await logOut(page);
    await logIn(page, "ada@example.com", "not the password");
    await page.getByText("The email address or password is incorrect. Try again, or reset your password.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Hello, Ada");
  });

  it("accepts a code instead of a password", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "code@example.com");
    await logOut(page);
    await shared.demo.set({ loginByCode: "enabled" });
    await page.goto("/login");
    await page.getByRole("link", { name: "Log in with a code instead" }).click();
    await page.getByLabel("Email address", { exact: true }).fill("code@example.com");
    await page.getByRole("button", { name: "Send code" }).click();
    await heading(page, "Enter your code");
    await enterCode(page, shared.demo, "code@example.com", "login_code");
    await heading(page, "Hello, Ada");
  });

  it("requires a code after the password, once in a trusted browser", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "trust@example.com");
    await logOut(page);
    await shared.demo.set({ loginByCode: "required", trustBrowser: true });
    await logIn(page, "trust@example.com");
    await heading(page, "Enter your code");
    await enterCode(page, shared.demo, "trust@example.com", "login_code");
    await heading(page, "Trust this browser?");
    await page.getByRole("button", { name: "Trust browser" }).click();
    await heading(page, "Hello, Ada");
    await logOut(page);
    await logIn(page, "trust@example.com");
    await heading(page, "Hello, Ada");
  });

  it("can be cancelled halfway", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ loginByCode: "enabled" });
    await page.goto("/login/code");
    await page.getByLabel("Email address", { exact: true }).fill("nobody@example.com");
    await page.getByRole("button", { name: "Send code" }).click();
    await heading(page, "Enter your code");
    await page.getByRole("button", { name: "Cancel" }).click();
    await heading(page, "Log in with a code");
  });

  it("accepts a username where users have one", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ loginMethods: ["username", "email"], emailVerification: "none" });
    await page.goto("/signup");
    await page.getByLabel("What should we call you?", { exact: true }).fill("Grace");
    await page.getByLabel("Username", { exact: true }).fill("grace");
    await page.getByLabel("Email address", { exact: true }).fill("grace@example.com");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign up" }).click();
    await heading(page, "Hello, Grace");
    await logOut(page);
    await logIn(page, "grace");
    await heading(page, "Hello, Grace");
  });

  it("continues to the page that required it", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "deep@example.com");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await page.goto("/account/sessions");
    await page.getByLabel("Email address", { exact: true }).fill("deep@example.com");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Sessions");
    expect(page.url()).toBe(`${shared.demo.url}/account/sessions`);
  });

  it("ends in every tab at the same time", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    await arrive(page, shared.demo, "tabs@example.com");
    const other = await visitor.openTab();
    await other.goto("/");
    await heading(other, "Hello, Ada");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await heading(other, "Try every way to log in");
  });
});

describe("a forgotten password", () => {
  it("is replaced through the link in the mail, which leaves no key in the address", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "reset@example.com");
    await logOut(page);
    await page.goto("/login");
    await page.getByRole("link", { name: "Forgot password?" }).click();
    await page.getByLabel("Email address", { exact: true }).fill("reset@example.com");
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Check your email");
    const { context } = await shared.demo.messageTo("reset@example.com", "password_reset");
    await page.goto(context.url ?? "");
    await page.getByLabel("New password", { exact: true }).fill("a quite new one, long");
    expect(page.url()).toBe(`${shared.demo.url}/reset-password`);
    await page.getByRole("button", { name: "Set password" }).click();
    await heading(page, "Your password has been reset");
    await logIn(page, "reset@example.com", "a quite new one, long");
    await heading(page, "Hello, Ada");
  });

  it("is replaced with a code, a wrong one first", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "resetcode@example.com");
    await logOut(page);
    await shared.demo.set({ passwordResetBy: "code", loginOnPasswordReset: true });
    await page.goto("/forgot-password");
    await page.getByLabel("Email address", { exact: true }).fill("resetcode@example.com");
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Reset your password");
    await typeCode(page, "BCDF-GHJK");
    await page.getByText("The code is incorrect. Check it, or get a new one.").waitFor();
    await enterCode(page, shared.demo, "resetcode@example.com", "password_reset_code");
    await heading(page, "Choose a new password");
    await page.getByLabel("New password", { exact: true }).fill("a quite new one, long");
    await page.getByRole("button", { name: "Set password" }).click();
    await heading(page, "Hello, Ada");
  });

  it("is not replaced through an invalid link", async () => {
    const visitor = await shared.visit();
    visitor.expectRefusals(400);
    await visitor.page.goto("/reset-password#key=nonsense");
    await visitor.page.getByText("This password reset is invalid or has expired. Request a new one.").waitFor();
  });
});

describe("logging in with a phone number", () => {
  it("accepts the password, a code, and a code to reset the password", async () => {
    const { page } = await shared.visit();
    const phone = "+442079460777";
    await shared.demo.set({
      loginMethods: ["phone"],
      signupPhone: "required",
      emailVerification: "none",
      loginByCode: "enabled",
    });
    await signUp(page, { "Phone number": phone });
    await enterCode(page, shared.demo, phone);
    await heading(page, "Hello, Ada");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await logIn(page, "+44 20 7946 0777");
    await heading(page, "Hello, Ada");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await page.goto("/login/code");
    await page.getByLabel("Email address or phone number", { exact: true }).fill(phone);
    await page.getByRole("button", { name: "Send code" }).click();
    await enterCode(page, shared.demo, phone, "login_code");
    await heading(page, "Hello, Ada");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await page.goto("/forgot-password");
    await page.getByLabel("Email address or phone number", { exact: true }).fill(phone);
    await page.getByRole("button", { name: "Continue" }).click();
    await enterCode(page, shared.demo, phone, "password_reset_code");
    await page.getByLabel("New password", { exact: true }).fill("a quite new one, long");
    await page.getByRole("button", { name: "Set password" }).click();
    await heading(page, "Log in");
    await page.getByText("Your password has been reset. Log in with the new one.").waitFor();
  });
});
