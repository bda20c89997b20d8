import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { Site } from "./site.ts";

/** Somebody with a browser in front of the example. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  open(path: string): Promise<void>;
  fill(label: string, text: string): Promise<void>;
  press(button: string): Promise<void>;
  follow(link: string): Promise<void>;
  /** Waits until the browser is at a path. */
  at(path: string): Promise<void>;
  /** Waits for a text on the page. */
  sees(text: string | RegExp): Promise<void>;
  /** What went wrong in the page: alerts, errors of scripts. */
  readonly faults: string[];
}

const PATIENCE = 15_000;

/** @returns a browser, and visitors with nothing in theirs */
export async function openBrowser() {
  const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  return {
    visit: async (site: Site): Promise<Visitor> => visitorOf(await browser.newContext(), site),
    close: () => browser.close(),
  };
}

async function visitorOf(context: BrowserContext, site: Site): Promise<Visitor> {
  // The example takes its style from elsewhere.
  await context.route(/jsdelivr|accounts\.google/, (route) => route.abort());
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("dialog", async (dialog) => {
    faults.push(dialog.message());
    await dialog.dismiss();
  });
  return {
    page,
    context,
    faults,
    open: async (path) => void (await page.goto(new URL(path, site.origin).href)),
    fill: (label, text) => page.getByLabel(label, { exact: true }).fill(text),
    press: (button) => page.getByRole("button", { name: button, exact: true }).first().click(),
    follow: (link) => page.getByRole("link", { name: link, exact: true }).first().click(),
    at: (path) => page.waitForURL((url) => url.pathname === path),
    sees: (text) => page.getByText(text).first().waitFor(),
  };
}

/** A security key in the visitor's computer, which always agrees. */
export async function plugInKey({ context, page }: Visitor): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
