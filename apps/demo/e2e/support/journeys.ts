import type { Page } from "playwright-core";
import type { DemoProcess } from "./demoProcess.ts";

export const PASSWORD = "violet tram under snow";

/** Fills the signup form in and sends it. */
export async function signUp(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  await page.goto("/signup");
  const all = { "What should we call you?": "Ada", Password: PASSWORD, ...fields };
  for (const [label, text] of Object.entries(all)) await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByRole("button", { name: "Sign up" }).click();
}

export async function logIn(page: Page, identifier: string, password = PASSWORD): Promise<void> {
  await page.goto("/login");
  await page.locator("[name=identifier]").fill(identifier);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

/** A new user, logged in on the dashboard: signed up and verified by code. The caller may change the options again. */
export async function arrive(page: Page, demo: DemoProcess, email: string): Promise<void> {
  await demo.set({ emailVerificationBy: "code" });
  await signUp(page, { "Email address": email });
  await enterCode(page, demo, email);
  await heading(page, "Hello, Ada");
  await demo.set({ emailVerificationBy: "link" });
}

/** Types the newest code sent to this address or number: it is submitted once it is complete. */
export async function enterCode(page: Page, demo: DemoProcess, to: string, template?: string): Promise<void> {
  const { context } = await demo.messageTo(to, template);
  await typeCode(page, context.code ?? "");
}

/** Types a code, which is submitted once it is complete. */
export async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel("Code", { exact: true }).fill(code);
}

/** Logs out, from whatever page is open; it is done then, whatever page is opened next. */
export async function logOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Account menu" }).click();
  const ended = page.waitForResponse(/\/auth\.account\.logout/);
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await ended;
}

/** Confirms an action that cannot be undone. */
export async function agree(page: Page, name: string): Promise<void> {
  await page.getByRole("alertdialog").getByRole("button", { name, exact: true }).click();
}

/** Waits for the page with this title. */
export async function heading(page: Page, name: string): Promise<void> {
  await page.getByRole("heading", { name, exact: true, level: 1 }).waitFor();
}
