import { describe, expect, it } from "vitest";
import { agree, arrive, enterCode, heading, logIn, logOut, PASSWORD } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

/** Longer than a login counts as recent. */
const SIX_MINUTES = 360;

describe("a sensitive call some time after the login", () => {
  it("asks for the password, then continues by itself", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400, 401);
    await arrive(page, shared.demo, "again@example.com");
    await page.getByLabel("New note", { exact: true }).fill("Buy a key");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("Buy a key").waitFor();
    await shared.demo.advance(SIX_MINUTES);
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export notes" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm it's you" });
    await dialog.getByLabel("Password", { exact: true }).fill("not it");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    await dialog.getByText("The password is incorrect. Try again, or reset it.").waitFor();
    await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await dialog.getByRole("button", { name: "Confirm" }).click();
    expect((await download).suggestedFilename()).toBe("notes.txt");
    await page.getByText("Saved as notes.txt.").waitFor();
    expect(await dialog.count()).toBe(0);
  });

  it("ends silently when the question is dismissed", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(401);
    await arrive(page, shared.demo, "dismiss@example.com");
    await shared.demo.advance(SIX_MINUTES);
    await page.getByRole("button", { name: "Export notes" }).click();
    const password = page.getByRole("dialog").getByLabel("Password", { exact: true });
    await password.waitFor();
    await page.waitForFunction((input) => input === document.activeElement, await password.elementHandle());
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("main").getByRole("alert").count()).toBe(0);
    await page.waitForFunction(() => document.activeElement?.textContent === "Export notes");
  });
});

describe("email addresses", () => {
  it("are added, verified by link, made primary and removed", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "first@example.com");
    await page.goto("/account/emails");
    await page.getByLabel("Another address", { exact: true }).fill("second@example.com");
    await page.getByRole("button", { name: "Add address" }).click();
    await page.getByText("We sent an email to second@example.com").waitFor();
    const { context } = await shared.demo.messageTo("second@example.com", "verify_email");
    await page.goto(context.url ?? "");
    await page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(page, "Your email address is verified");
    await page.goto("/account/emails");
    await page.getByRole("button", { name: "Make second@example.com primary" }).click();
    await page.getByText("second@example.com is now your primary address.").waitFor();
    await page.getByRole("button", { name: "Remove first@example.com" }).click();
    await agree(page, "Remove address");
    await page.getByText("first@example.com was removed.").waitFor();
    expect(await page.getByRole("list", { name: "Your addresses" }).getByRole("listitem").count()).toBe(1);
  });

  it("are added by code", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "bycode@example.com");
    await shared.demo.set({ emailVerificationBy: "code" });
    await page.goto("/account/emails");
    await page.getByLabel("Another address", { exact: true }).fill("bycode2@example.com");
    await page.getByRole("button", { name: "Add address" }).click();
    await heading(page, "Check your email");
    await enterCode(page, shared.demo, "bycode2@example.com");
    await heading(page, "Email addresses");
    await page.getByText("bycode2@example.com").waitFor();
  });
});

describe("an account with one address", () => {
  it("changes to the new one once its link is followed, which can be requested again", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "old@example.com");
    await shared.demo.set({ changeEmail: true });
    await page.goto("/account/emails");
    await page.getByLabel("New address", { exact: true }).fill("new@example.com");
    await page.getByRole("button", { name: "Change address" }).click();
    await page.getByText("We sent an email to new@example.com").waitFor();
    await page.getByRole("button", { name: "Resend email to new@example.com" }).click();
    await page.getByText("We sent another email to new@example.com.").waitFor();
    const { context } = await shared.demo.messageTo("new@example.com", "verify_email");
    await page.goto(context.url ?? "");
    await page.getByRole("button", { name: "Yes, verify it" }).click();
    await heading(page, "Your email address is verified");
    await page.goto("/account/emails");
    await page.getByText("new@example.com").waitFor();
    expect(await page.getByText("old@example.com").count()).toBe(0);
  });
});

describe("the phone number", () => {
  it("is added, and changed", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "phone@example.com");
    await page.goto("/account/phone");
    await page.getByLabel("Phone number", { exact: true }).fill("+44 20 7946 0222");
    await page.getByRole("button", { name: "Add number" }).click();
    await heading(page, "Check your phone");
    await enterCode(page, shared.demo, "+442079460222");
    await page.getByText("+442079460222").waitFor();
    await page.getByLabel("Phone number", { exact: true }).fill("+44 20 7946 0333");
    await page.getByRole("button", { name: "Change number" }).click();
    await enterCode(page, shared.demo, "+442079460333");
    // The previous step also contains the number.
    await heading(page, "Phone");
    await page.getByText("+442079460333").waitFor();
    // The previous one is listed until the list has been fetched again.
    await expect.poll(() => page.getByText("+442079460222").count()).toBe(0);
  });
});

describe("the password", () => {
  it("is changed with the current one", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "change@example.com");
    await page.goto("/account/password");
    await page.getByLabel("Current password", { exact: true }).fill("not it");
    await page.getByLabel("New password", { exact: true }).fill("a quite new one, long");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Enter your current password.").waitFor();
    await page.getByLabel("Current password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("Your password has been changed.").waitFor();
    await logOut(page);
    await logIn(page, "change@example.com", "a quite new one, long");
    await heading(page, "Hello, Ada");
  });
});

describe("sessions", () => {
  it("are listed, and another one is ended, after reauthentication", async () => {
    const here = await shared.visit();
    here.expectRefusals(401);
    await arrive(here.page, shared.demo, "sessions@example.com");
    const there = await shared.visit();
    there.expectRefusals(401);
    await logIn(there.page, "sessions@example.com");
    await heading(there.page, "Hello, Ada");
    await here.page.goto("/account/sessions");
    const rows = here.page.getByRole("list", { name: "Your sessions" }).getByRole("listitem");
    await shared.demo.advance(SIX_MINUTES);
    await here.page.getByRole("button", { name: /^End session:/ }).click();
    await agree(here.page, "End session");
    await here.page.getByRole("dialog").getByLabel("Password", { exact: true }).fill(PASSWORD);
    await here.page.getByRole("button", { name: "Confirm" }).click();
    // Elements behind a dialog have no roles.
    await here.page.getByRole("dialog").waitFor({ state: "detached" });
    await here.page.getByRole("button", { name: /^End session:/ }).waitFor({ state: "detached" });
    expect(await rows.count()).toBe(1);
    await there.page.getByLabel("New note", { exact: true }).fill("too late");
    await there.page.getByRole("button", { name: "Add" }).click();
    await heading(there.page, "Try every way to log in");
  });
});

describe("the account", () => {
  it("accepts a new name, and greets with it", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "profile@example.com");
    await page.getByRole("button", { name: "Account menu" }).click();
    await page.getByRole("menuitem", { name: "Account" }).click();
    await page.getByLabel("What should we call you?", { exact: true }).fill("Countess");
    await page.getByLabel("Send me the newsletter", { exact: true }).check();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.reload();
    expect(await page.getByLabel("Send me the newsletter", { exact: true }).isChecked()).toBe(true);
    await page.goto("/");
    await heading(page, "Hello, Countess");
  });

  it("is deleted, after reauthentication", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400, 401);
    await arrive(page, shared.demo, "leave@example.com");
    await shared.demo.advance(SIX_MINUTES);
    await page.goto("/account/delete");
    await page.getByLabel("Yes, delete everything", { exact: true }).check();
    await page.getByRole("button", { name: "Delete my account" }).click();
    await page.getByRole("dialog").getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Confirm" }).click();
    await heading(page, "Try every way to log in");
    await page.getByText("Your account has been deleted.").waitFor();
    await logIn(page, "leave@example.com");
    await page.getByText("The email address or password is incorrect. Try again, or reset your password.").waitFor();
  });
});
