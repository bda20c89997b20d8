import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { heading, logIn, logOut, signUp } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("a challenge", () => {
  it("is solved by the browser: the forms only take longer", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(403);
    await shared.demo.set({ challenge: "always", emailVerification: "none" });
    const refused: string[] = [];
    page.on("response", (response) => {
      if (response.status() === 403) refused.push(new URL(response.url()).pathname);
    });
    await signUp(page, { "Email address": "worker@example.com" });
    await heading(page, "Hello, Ada");
    await logOut(page);
    await logIn(page, "worker@example.com");
    await heading(page, "Hello, Ada");
    expect(refused).toEqual(["/trpc/auth.account.signup", "/trpc/auth.account.login"]);
  });
});

describe("the honeypot", () => {
  it("is not seen or reached by people, and refuses whoever fills it in, once", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await shared.demo.set({ honeypot: true, emailVerification: "none" });
    await page.goto("/signup");
    await page.getByLabel("Email address", { exact: true }).waitFor();
    expect(await page.getByRole("textbox", { name: "Website" }).count()).toBe(0);
    await inspect(page, "signup-honeypot");
    const trap = page.locator("input[name=website]");
    expect(await trap.getAttribute("tabindex")).toBe("-1");
    await page.getByLabel("What should we call you?", { exact: true }).fill("Ada");
    await page.getByLabel("Email address", { exact: true }).fill("bot@example.com");
    await page.getByLabel("Password", { exact: true }).fill("a fine long password");
    await trap.evaluate((input: HTMLInputElement) => {
      // As a browser that fills in a form does.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, "https://spam.example");
      input.dispatchEvent(new Event("input", { bubbles: true }));
    });
    await page.getByRole("button", { name: "Sign up" }).click();
    await page.getByText("This value is not valid. Check it and try again.").waitFor();
    await page.getByRole("button", { name: "Sign up" }).click();
    await heading(page, "Hello, Ada");
  });
});
