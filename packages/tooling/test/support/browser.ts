import type { Page } from "playwright-core";

/**
 * Fills in a form once the page's scripts have loaded: before, the browser would submit the server-rendered form
 * itself.
 */
export async function fillIn(page: Page, fields: Readonly<Record<string, string>>, button: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole("button", { name: button, exact: true }).click();
}

/** Adds a virtual authenticator to the page, like the browser's developer tools. Its user is always present. */
export async function addAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
}
