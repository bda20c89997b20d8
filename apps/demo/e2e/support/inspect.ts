import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const DESKTOP = { width: 1200, height: 860 };
const PHONE = { width: 375, height: 812 };
/** The folder for screenshots; none are taken without it. */
const folder = process.env.DEMO_SCREENSHOTS;

/** Checks the current page: no violations found by axe, in light and dark, and nothing wider than a phone. */
export async function inspect(page: Page, name: string): Promise<void> {
  // Until then something is still loading.
  await page.locator("h1").waitFor();
  await page.locator(".loading").waitFor({ state: "detached" });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Of what axe checks, only contrast depends on the colour scheme.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (colorScheme === "light" ? axe : axe.withRules(["color-contrast"])).analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
    expect(found, `${name}, ${colorScheme}`).toEqual([]);
    await picture(page, `${name}-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${name}, width on a phone`).toBeLessThanOrEqual(PHONE.width);
  await picture(page, `${name}-phone`);
  await page.setViewportSize(DESKTOP);
}

async function picture(page: Page, name: string): Promise<void> {
  if (folder === undefined) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
