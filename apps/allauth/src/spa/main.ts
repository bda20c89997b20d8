import { buildExample } from "./example.ts";
import { journeys } from "./journeys/all.ts";
import { startSite } from "./site.ts";
import { openBrowser } from "./visitor.ts";

/** Runs allauth's React example, unmodified, in Chromium against our handler. Arguments: parts of names of journeys. */
const names = process.argv.slice(2);
const folder = await buildExample();
const browser = await openBrowser();
let failed = 0;
for (const by of ["link", "code"] as const) {
  const site = await startSite(folder, by);
  for (const journey of journeys[by]) {
    if (names.length > 0 && !names.some((name) => journey.name.includes(name))) continue;
    const visitor = await browser.visit(site);
    const visitors = [visitor];
    try {
      await journey.run(site, visitor, async () => {
        const other = await browser.visit(site);
        visitors.push(other);
        return other;
      });
      const wrong = [...site.failures.splice(0), ...visitors.flatMap(({ faults }) => faults)];
      if (wrong.length > 0) throw new Error(wrong.join("\n"));
      console.info(`ok      by ${by}: ${journey.name}`);
    } catch (error) {
      failed += 1;
      const { message } = error instanceof Error ? error : { message: String(error) };
      console.error(`FAILED  by ${by}: ${journey.name}\n${message}\nat ${visitor.page.url()}`);
      console.error(await visitor.page.locator("main, #root").first().textContent());
    }
    await Promise.all(visitors.map(({ context }) => context.close()));
  }
  await site.close();
}
await browser.close();
process.exitCode = failed === 0 ? 0 : 1;
