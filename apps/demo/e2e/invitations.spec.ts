import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { arrive, heading, PASSWORD } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

/** Invites somebody as a logged-in user. @returns the link in the mail */
async function invite(page: Page, email: string): Promise<string> {
  await page.goto("/");
  await page.getByLabel("Their email address").fill(email);
  await page.getByRole("button", { name: "Send invitation" }).click();
  await page.getByText(`Invited ${email}.`).waitFor();
  const { context } = await shared.demo.messageTo(email, "invitation");
  return context.url ?? "";
}

describe("an invitation", () => {
  it("lets its reader sign up while signup is closed, with a password or a provider account", async () => {
    const host = await shared.visit();
    await arrive(host.page, shared.demo, "host@example.com");
    const [byPassword, byProvider] = [
      await invite(host.page, "grace@acme.com"),
      await invite(host.page, "olga@acme.com"),
    ];
    await shared.demo.set({ signupOpen: false });

    const { page: grace } = await shared.visit();
    await grace.goto("/signup");
    await grace.getByText("Signup is currently closed.").waitFor();
    await grace.goto(byPassword);
    await heading(grace, "Accept your invitation");
    await grace.getByText("grace@acme.com").waitFor();
    expect(grace.url()).not.toContain("key=");
    await inspect(grace, "invited");
    await grace.getByLabel("What should we call you?", { exact: true }).fill("Grace");
    await grace.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await grace.getByRole("button", { name: "Sign up", exact: true }).click();
    await heading(grace, "Hello, Grace");

    const { page: olga } = await shared.visit();
    await olga.goto(byProvider);
    await olga.getByRole("button", { name: "Continue with Local provider" }).click();
    await olga.getByRole("button", { name: "Olga, with a verified address" }).click();
    await heading(olga, "Finish signing up");
    await olga.getByLabel("What should we call you?", { exact: true }).fill("Olga");
    await olga.getByRole("button", { name: "Sign up", exact: true }).click();
    await heading(olga, "Hello, Olga");
    await olga.goto("/account");
    await olga.getByText("olga@acme.com").first().waitFor();

    const late = await shared.visit();
    late.expectRefusals(400);
    await late.page.goto(byPassword);
    await late.page.getByText("This invitation has expired, or has already been used or withdrawn.").waitFor();
  });
});
