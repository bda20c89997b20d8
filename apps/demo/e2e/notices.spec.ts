import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { arrive, heading, logIn } from "./support/journeys.ts";
import { shareDemo } from "./support/shareDemo.ts";

const shared = shareDemo();

describe("a login in another browser", () => {
  it("is mailed, and listed with its device", async () => {
    const { page } = await shared.visit();
    await shared.demo.set({ newLoginMails: true });
    await arrive(page, shared.demo, "told@example.com");
    const other = await shared.visit({
      userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:141.0) Gecko/20100101 Firefox/141.0",
    });
    await logIn(other.page, "told@example.com");
    await heading(other.page, "Hello, Ada");
    const { text, context } = await shared.demo.messageTo("told@example.com", "new_login");
    expect(text).toContain("Browser or app: Firefox on Windows.");
    expect(context.passwordResetUrl).toMatch(/\/forgot-password$/);
    await page.goto("/account/sessions");
    await page.getByText("Firefox on Windows", { exact: true }).waitFor();
    await page.getByRole("button", { name: "End session: Firefox on Windows" }).waitFor();
    await inspect(page, "sessions-devices");
  });

  it("is refused in words beyond the number of sessions that the app allows", async () => {
    const { page } = await shared.visit();
    await arrive(page, shared.demo, "twice-in@example.com");
    await shared.demo.set({ maxSessions: "refuse" });
    const [second, third] = [await shared.visit(), await shared.visit()];
    await logIn(second.page, "twice-in@example.com");
    await heading(second.page, "Hello, Ada");
    third.expectRefusals(403);
    await logIn(third.page, "twice-in@example.com");
    await third.page.getByText("You are logged in on as many devices as you may be.").waitFor();
  });
});
