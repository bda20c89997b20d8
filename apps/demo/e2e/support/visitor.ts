import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";

/** A user with their own browser. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** Responses of the server that the browser will log as failed, since the test provokes them. */
  expectRefusals(...statuses: number[]): void;
  /** Another tab of the same browser. */
  openTab(): Promise<Page>;
  /** Every error in the console, and every uncaught one. */
  problems: string[];
}

export interface VisitorOptions extends BrowserContextOptions {
  /** Whether the mailbox opens by itself when a message arrives. */
  opensMailbox?: boolean;
}

const FAILED_REQUEST = /^Failed to load resource: the server responded with a status of (\d+)/;
const PATIENCE = 10_000;

export async function createVisitor(
  browser: Browser,
  url: string,
  { opensMailbox = false, ...options }: VisitorOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url, locale: "en-GB", reducedMotion: "reduce", ...options });
  context.setDefaultTimeout(PATIENCE);
  // Text in the mailbox would be found along with the page's; its own tests open it.
  if (!opensMailbox) await context.addInitScript(leaveMailboxClosed);
  const problems: string[] = [];
  const expected = new Set<number>();
  const watch = (page: Page) => {
    page.on("pageerror", (error) => problems.push(`uncaught: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      const status = Number(FAILED_REQUEST.exec(message.text())?.[1] ?? 0);
      if (!expected.has(status)) problems.push(`console: ${message.text()} (${message.location().url})`);
    });
  };
  const openTab = async () => {
    const page = await context.newPage();
    watch(page);
    return page;
  };
  return {
    page: await openTab(),
    context,
    problems,
    openTab,
    expectRefusals(...statuses) {
      for (const status of statuses) expected.add(status);
    },
  };
}

/** Runs in the page, before the demo's code. */
function leaveMailboxClosed(): void {
  // An empty page has no storage.
  if (location.protocol === "http:") localStorage.setItem("demo.mail.opens", "no");
}
