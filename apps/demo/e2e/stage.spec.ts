import { describe, expect, it } from "vitest";
import { arrive, heading, logIn, logOut } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();
const EMAIL = "terms@example.com";

describe("a stage of the app's own", () => {
  it("holds every login until its user has accepted the terms, once", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, EMAIL);
    await logOut(page);
    await page.goto("/options");
    await page.getByLabel("Users must accept the terms (a custom login stage)", { exact: true }).check();
    await page.getByRole("button", { name: "Apply options" }).click();
    await page.getByText("Applied", { exact: true }).waitFor();
    await logIn(page, EMAIL);
    await heading(page, "Accept our terms");
    await page.getByText("Your notes are yours.").waitFor();
    // A reload asks the server: the login waits there.
    await page.reload();
    await heading(page, "Accept our terms");
    await page.goto("/account");
    await heading(page, "Accept our terms");
    await page.getByRole("button", { name: "Cancel" }).click();
    await logIn(page, EMAIL);
    await page.getByRole("button", { name: "Accept terms" }).click();
    await heading(page, "Hello, Ada");
    await logOut(page);
    await logIn(page, EMAIL);
    await heading(page, "Hello, Ada");
  });

  it("holds a signup as well, which may be abandoned", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ acceptTerms: true, emailVerification: "none" });
    await page.goto("/signup");
    await page.getByLabel("What should we call you?", { exact: true }).fill("Bob");
    await page.getByLabel("Email address", { exact: true }).fill("bob.terms@example.com");
    await page.getByLabel("Password", { exact: true }).fill("violet tram under snow");
    await page.getByRole("button", { name: "Sign up" }).click();
    await heading(page, "Accept our terms");
    expect((await page.context().cookies()).some(({ name }) => name.endsWith("latchkey.session"))).toBe(false);
    await page.getByRole("button", { name: "Accept terms" }).click();
    await heading(page, "Hello, Bob");
  });
});
