import { type Browser, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject } from "vitest";
import { defaultSettings } from "../../server/defaultSettings.ts";
import { type DemoProcess, makeDataFolder, removeDataFolder, startDemoProcess } from "./demoProcess.ts";
import { createVisitor, type Visitor, type VisitorOptions } from "./visitor.ts";

/** Shared by the tests of one file: a running demo, and browsers. */
export interface SharedDemo {
  readonly demo: DemoProcess;
  visit(options?: VisitorOptions): Promise<Visitor>;
}

const FLAGS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** Starts a demo and a Chromium for a file. After each test the options are reset, and the console must be empty. */
export function shareDemo(): SharedDemo {
  let demo: DemoProcess | null = null;
  let browser: Browser | null = null;
  let visitors: Visitor[] = [];
  const running = () => {
    if (demo === null || browser === null) throw new Error("The demo is not running: use it within a test");
    return { demo, browser };
  };
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
    const folder = await makeDataFolder(inject("demoData"));
    [demo, browser] = await Promise.all([
      startDemoProcess(folder, { pages: "given" }),
      chromium.launch({ executablePath, args: FLAGS }),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    if (demo === null) return;
    await demo.stop();
    await removeDataFolder(demo.dataFolder);
  });
  beforeEach(() => running().demo.set(defaultSettings));
  afterEach(async () => {
    const problems = visitors.flatMap((visitor) => visitor.problems);
    await Promise.all(visitors.map(({ context }) => context.close()));
    visitors = [];
    expect(problems).toEqual([]);
  });
  return {
    get demo() {
      return running().demo;
    },
    async visit(options) {
      const visitor = await createVisitor(running().browser, running().demo.url, options);
      visitors.push(visitor);
      return visitor;
    },
  };
}
