import { describe, expect, it } from "vitest";
import { inspect } from "./support/inspect.ts";
import { agree, arrive, heading, logIn, logOut, typeCode } from "./support/journeys.ts";
import { plugIn } from "./support/passkeys.ts";
import { shareDemo } from "./support/shareDemo.ts";
import { totpApp, turnClock } from "./support/totpApp.ts";

const shared = shareDemo();

describe("a required second factor", () => {
  it("is set up within the login, with an authenticator app, and deleting notes asks for it again", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    // A wrong first code, and the call that waits for the second factor.
    visitor.expectRefusals(400, 401);
    await arrive(page, shared.demo, "required@example.com");
    await logOut(page);
    await shared.demo.set({ mfaRequired: true, mfaTrust: false });
    await logIn(page, "required@example.com");
    await heading(page, "Add a second factor");
    await inspect(page, "mfa-enroll");
    await page.getByRole("button", { name: "Use an authenticator app" }).click();
    await page.getByAltText("QR code with the key below").waitFor();
    await inspect(page, "mfa-enroll-totp");
    await page.getByLabel("Code from the app").fill("000000");
    await page.getByText("The code is incorrect. Check it, or get a new one.").waitFor();
    const app = totpApp(shared.demo, (await page.locator(".secret").textContent()) ?? "");
    await page.getByLabel("Code from the app").fill(await app.code());
    await heading(page, "Save your recovery codes");
    await inspect(page, "mfa-enroll-codes");
    await page.getByLabel("I have saved these codes").check();
    await page.getByRole("button", { name: "Done" }).click();
    await heading(page, "Hello, Ada");
    await turnClock(shared.demo, 300);
    await page.getByRole("button", { name: "Delete notes" }).click();
    await agree(page, "Delete notes");
    await page.getByRole("heading", { name: "Confirm it's you" }).waitFor();
    expect(await page.getByRole("button", { name: "Use your password" }).count()).toBe(0);
    await typeCode(page, await app.code());
    await page.getByText("All notes were deleted.").waitFor();
  });

  it("is set up with a passkey, survives a reload before the codes are kept, and cannot be removed", async () => {
    const visitor = await shared.visit();
    const { page } = visitor;
    visitor.expectRefusals(400);
    await arrive(page, shared.demo, "enrolled@example.com");
    await logOut(page);
    await shared.demo.set({ mfaRequired: true, mfaTrust: false });
    await plugIn(page);
    await logIn(page, "enrolled@example.com");
    await page.getByRole("button", { name: "Create a passkey" }).click();
    await heading(page, "Save your recovery codes");
    await page.reload();
    await heading(page, "Your second factor is set up");
    await inspect(page, "mfa-enrolled");
    await page.getByRole("button", { name: "Continue" }).click();
    await heading(page, "Hello, Ada");
    await page.goto("/account/security");
    await page.getByRole("button", { name: "Remove Passkey", exact: true }).click();
    await agree(page, "Remove passkey");
    await page.getByText("Your account needs this. Set up another one before you remove it.").waitFor();
  });
});
