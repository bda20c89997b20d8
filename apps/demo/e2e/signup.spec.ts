import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { enterCode, heading, logIn, PASSWORD, signUp, typeCode } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("signing up", () => {
  it("verifies by the link in the mailbox, then logs in", async () => {
    const { page } = await shared.visit();
    await signUp(page, { "Email address": "link@example.com" });
    await heading(page, "Check your email");
    await page.getByRole("button", { name: /^Mailbox/ }).click();
    await page.getByRole("link", { name: "Open link" }).first().click();
    await page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(page, "Your email address is verified");
    expect(page.url()).toBe(`${shared.demo.url}/verify-email`);
    await logIn(page, "link@example.com");
    await heading(page, "Hello, Ada");
  });

  it("verifies by code, and is then logged in", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "code@example.com" });
    await heading(page, "Check your email");
    await enterCode(page, shared.demo, "code@example.com");
    await heading(page, "Hello, Ada");
  });

  it("reports the fault of a code, and allows another attempt", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "wrong@example.com" });
    await typeCode(page, "WRNG-CODE");
    await page.getByText("The code is incorrect. Check it, or get a new one.").waitFor();
    await enterCode(page, shared.demo, "wrong@example.com");
    await heading(page, "Hello, Ada");
  });

  it("starts over after too many wrong codes", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400, 409);
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "guess@example.com" });
    const answers = () => page.waitForResponse((response) => response.url().endsWith("auth.account.email.verify"));
    const over = page.getByRole("heading", { name: "Too many wrong codes" });
    for (const code of ["BCDF-GHJK", "BCDF-GHJL", "BCDF-GHJM", "BCDF-GHJN"]) {
      if (await over.isVisible()) break;
      await Promise.all([answers(), typeCode(page, code)]);
      await page.locator("main [aria-busy=true]").waitFor({ state: "detached" });
    }
    await over.waitFor();
    expect(await over.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await page.getByRole("alert").textContent()).toContain("Start again.");
    await inspect(page, "ended-attempts");
    await page.getByRole("button", { name: "Start again" }).click();
    await heading(page, "Sign up");
  });

  it("sends the code to another address when the first one was mistyped", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "mistyped@example.com" });
    await page.getByRole("button", { name: "Use a different address" }).click();
    await page.getByLabel("Email address", { exact: true }).fill("meant@example.com");
    await page.getByRole("button", { name: "Use this address" }).click();
    await page.getByText("We sent a code to meant@example.com").waitFor();
    await enterCode(page, shared.demo, "meant@example.com");
    await heading(page, "Hello, Ada");
  });

  it("logs in the browser that signed up when it opens the link, where the option is set", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ loginOnEmailVerification: true });
    await signUp(page, { "Email address": "same@example.com" });
    const { context } = await shared.demo.messageTo("same@example.com");
    await page.goto(context.url ?? "");
    await page.getByRole("button", { name: "Yes, verify it" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Hello, Ada");
  });

  it("verifies a phone number on the way", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ loginMethods: ["phone"], signupPhone: "required", emailVerification: "none" });
    await signUp(page, { "Phone number": "+44 20 7946 0111" });
    await heading(page, "Check your phone");
    await enterCode(page, shared.demo, "+442079460111");
    await heading(page, "Hello, Ada");
  });

  it("saves a phone number without a code where numbers need not be verified, and verifies it later", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({
      loginMethods: ["phone"],
      signupPhone: "required",
      emailVerification: "none",
      phoneVerification: "none",
    });
    await signUp(page, { "Phone number": "+44 20 7946 0222" });
    await heading(page, "Hello, Ada");
    await page.goto("/account/phone");
    await page.getByText("Not verified").waitFor();
    await inspect(page, "phone-unverified");
    await page.getByRole("button", { name: "Verify +442079460222" }).click();
    await enterCode(page, shared.demo, "+442079460222");
    await page.getByText("Verified", { exact: true }).waitFor();
  });

  it("points at the first invalid input", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await signUp(page, { "What should we call you?": "", "Email address": "no address", Password: PASSWORD });
    const name = page.getByLabel("What should we call you?", { exact: true });
    await page.getByRole("alert").first().waitFor();
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await name.evaluate((input) => input === document.activeElement)).toBe(true);
  });

  it("reveals nothing to a stranger about a taken address", async () => {
    const { page } = await shared.visit();
    await signUp(page, { "Email address": "taken@example.com" });
    await heading(page, "Check your email");
    const stranger = await shared.visit();
    await signUp(stranger.page, { "Email address": "taken@example.com" });
    await heading(stranger.page, "Check your email");
    await shared.demo.messageTo("taken@example.com", "account_already_exists");
  });
});
