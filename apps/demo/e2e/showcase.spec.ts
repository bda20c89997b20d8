import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { arrive, heading, logIn, logOut, PASSWORD, signUp } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("one click", () => {
  it("is enough to log in as Ada", async () => {
    const { page } = await shared.visit();
    await page.goto("/");
    await page.getByRole("button", { name: "Be Ada" }).click();
    await heading(page, "Hello, Ada Lovelace");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await page.getByRole("button", { name: "Be Ada" }).click();
    await heading(page, "Hello, Ada Lovelace");
  });
});

describe("a page whose list has not come yet", () => {
  it.each([
    ["/", /notes\.list/, "Export notes"],
    ["/account/emails", /account\.email\.list/, "Add address"],
    ["/account/connections", /social\.connections\.list/, /^Connect /],
  ])("has its heading at once, and nothing that would move just as it is clicked: %s", async (path, list, name) => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, `still${path.length}@example.com`);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(list, async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest(list);
    await page.goto(path);
    await asked;
    await page.locator(".loading").waitFor();
    const button = page.getByRole("button", { name }).first();
    expect(await button.count()).toBe(0);
    await page.getByRole("heading", { level: 1 }).waitFor();
    release();
    await button.waitFor();
  });

  it("takes the focus from nothing that was opened meanwhile", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "menu@example.com");
    await logOut(page);
    await heading(page, "Try every way to log in");
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/notes\.list/, async (route) => {
      await held;
      await route.continue();
    });
    const asked = page.waitForRequest(/notes\.list/);
    await logIn(page, "menu@example.com");
    await asked;
    await page.getByRole("button", { name: "Account menu" }).click();
    const item = page.getByRole("menuitem", { name: "Log out" });
    await item.waitFor();
    release();
    await page.getByRole("button", { name: "Export notes" }).waitFor();
    expect(await item.isVisible()).toBe(true);
  });
});

describe("a start", () => {
  it.each([
    ["Passkeys only", "Sign up", "Email address"],
    ["Code by email", "Log in with a code", "Email address"],
    ["Password and TOTP", "Sign up", "Password"],
    ["Social", "Log in", "Password"],
    ["Strict privacy", "Sign up", "Password"],
    ["Phone", "Sign up", "Phone number"],
  ])("%s sets the options, and leads to the page that shows them", async (name, title, field) => {
    const { page } = await shared.visit();
    await page.goto("/");
    await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
    await heading(page, title);
    await page.getByLabel(field, { exact: true }).waitFor();
  });
});

describe("the mailbox", () => {
  it("opens beside the page when a message arrives, and fills its code in", async () => {
    const { page } = await shared.visit({ opensMailbox: true });
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "opens@example.com" });
    await heading(page, "Check your email");
    const mailbox = page.getByRole("complementary", { name: "Mailbox" });
    await mailbox.getByText("To opens@example.com").waitFor();
    // A user who is typing can continue.
    expect(await page.getByLabel("Code", { exact: true }).evaluate((input) => input === document.activeElement)).toBe(
      true,
    );
    await inspect(page, "mailbox-opens");
    await mailbox.getByRole("button", { name: "Use code" }).first().click();
    await heading(page, "Hello, Ada");
  });

  it("opens from below on a phone, with the code one click away", async () => {
    const { page } = await shared.visit({ opensMailbox: true, viewport: { width: 375, height: 812 } });
    await shared.demo.set({ emailVerificationBy: "code" });
    await signUp(page, { "Email address": "below@example.com" });
    const sheet = page.getByRole("dialog", { name: "Mailbox" });
    await sheet.getByText("To below@example.com").waitFor();
    await sheet.getByRole("button", { name: "Use code" }).first().click();
    await heading(page, "Hello, Ada");
  });
});

describe("under the hood", () => {
  it("shows the stage, the state, the calls with their SQL, and the code of the screen", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ emailVerificationBy: "code" });
    await page.goto("/signup");
    const opener = page.getByRole("button", { name: "Under the hood" });
    await opener.click();
    const hood = page.getByRole("complementary", { name: "Under the hood" });
    await hood.getByText("src/components/auth/Signup.tsx").waitFor();
    expect(await hood.locator("[aria-current=step]").textContent()).toContain("Log in or sign up");
    for (const [label, text] of [
      ["What should we call you?", "Ada"],
      ["Email address", "hood@example.com"],
      ["Password", PASSWORD],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(text);
    await page.getByRole("button", { name: "Sign up", exact: true }).click();
    await hood.getByText("src/components/auth/steps/VerifyEmailStep.tsx").waitFor();
    expect(await hood.locator("[aria-current=step]").textContent()).toContain("verify_email");
    const actions = hood.getByRole("list", { name: "Actions of useFlow()" });
    await actions.getByText("verify()").waitFor();
    const call = hood.getByRole("listitem").filter({ hasText: "auth.account.signup" }).last();
    await call.getByText(/\d+ ms · [1-9]\d* SQL/).waitFor();
    await call.locator("summary").click();
    await call
      .getByText(/insert into "latchkey_/)
      .first()
      .waitFor();
    await inspect(page, "hood");
    await page.keyboard.press("Escape");
    await hood.waitFor({ state: "detached" });
    // The panel returns the focus once it is closed.
    await expect
      .poll(() =>
        opener.evaluate((button) =>
          button === document.activeElement ? "opener" : document.activeElement?.outerHTML.slice(0, 200),
        ),
      )
      .toBe("opener");
  });
});

describe("the options page", () => {
  it("prints the applied createAuth, by its differences from the defaults", async () => {
    const visitor = await shared.visit({ permissions: ["clipboard-read", "clipboard-write"] });
    const { page } = visitor;
    await page.goto("/options");
    await page.getByLabel("Login by code", { exact: true }).selectOption("Instead of a password");
    await page.getByText("Not applied yet").waitFor();
    await page.getByRole("button", { name: "Apply options" }).click();
    await page.getByText("Applied", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Copy" }).click();
    await page.getByText("Copied.").waitFor();
    const code = await page.evaluate(() => navigator.clipboard.readText());
    expect(code).toContain("    loginByCode: {\n      enabled: true, // default: false\n    },");
    expect(code).not.toContain("passwordResetBy");
  });
});

describe("the turned clock", () => {
  it("shows in the header, is mentioned where an app's code is required, and is reset", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "clock@example.com");
    await shared.demo.advance(3_600);
    await page.goto("/account/security");
    await page.getByRole("banner").getByRole("link", { name: /ahead/ }).waitFor();
    await page.getByRole("button", { name: "Set up app" }).click();
    await page.getByText("so codes from an app on your phone do not match").waitFor();
    await page.getByRole("button", { name: "Reset the clock" }).click();
    await page.getByRole("banner").getByRole("link", { name: /ahead/ }).waitFor({ state: "detached" });
  });
});

describe("the identifier first", () => {
  it("is the only field at first where the option is set, and can be changed", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "stepwise@example.com");
    await logOut(page);
    await heading(page, "Try every way to log in");
    await shared.demo.set({ identifierFirst: true });
    await page.goto("/login");
    const identifier = page.getByLabel("Email address", { exact: true });
    await identifier.fill("mistyped@example.com");
    expect(await page.getByLabel("Password", { exact: true }).count()).toBe(0);
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByLabel("Password", { exact: true }).waitFor();
    await inspect(page, "login-second-step");
    await page.getByRole("button", { name: "Change" }).click();
    await identifier.fill("stepwise@example.com");
    await page.getByRole("button", { name: "Continue", exact: true }).click();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await heading(page, "Hello, Ada");
  });
});

describe("the theme", () => {
  it("follows the system until one is chosen, which is remembered", async () => {
    const { page } = await shared.visit();
    await page.goto("/login");
    const isDark = () => page.evaluate(() => document.documentElement.classList.contains("dark"));
    await page.emulateMedia({ colorScheme: "dark" });
    await expect.poll(isDark).toBe(true);
    await page.getByRole("button", { name: "Theme" }).click();
    await page.getByRole("menuitem", { name: "Light" }).click();
    await expect.poll(isDark).toBe(false);
    await page.reload();
    expect(await isDark()).toBe(false);
  });
});

describe("dialogs", () => {
  it("ask before actions that cannot be undone, and return the focus", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "dialogs@example.com");
    const second = await shared.visit();
    await logIn(second.page, "dialogs@example.com");
    await heading(second.page, "Hello, Ada");
    await page.goto("/account/sessions");
    const button = page.getByRole("button", { name: "End all other sessions" });
    await button.click();
    await page.getByRole("alertdialog", { name: "End all other sessions?" }).waitFor();
    await inspect(page, "confirm-dialog");
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true);
  });
});
