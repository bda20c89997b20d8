import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { expected } from "../src/differences/expected.ts";
import { run } from "../src/differences/run.ts";
import { judge } from "../src/differences/verdict.ts";
import { scenarios, shortScenarios } from "../src/scenarios/all.ts";
import { pythonEnvironment } from "../src/servers/python.ts";

const programs = await pythonEnvironment("requirements.txt").catch((error: unknown) => {
  if (process.env.CI) throw error;
  const line = "=".repeat(78);
  console.warn(`\n${line}\nLeft out: django-allauth beside our handler. It needs Python, and its packages.\n${line}\n`);
  return null;
});

describe.skipIf(programs === null)("the handler beside a live django-allauth", () => {
  it("differs in what the docs name, and in nothing else", { timeout: 300_000 }, async () => {
    const { differences } = await run({ programs: programs ?? "", scenarios: shortScenarios, report: () => {} });
    const { unexpected, missing } = judge(differences, expected, { scenarios: shortScenarios, isWhole: false });
    expect({ unexpected, missing }).toEqual({ unexpected: [], missing: [] });
  });
});

describe("the differences", () => {
  it("are named in the docs, word for word", () => {
    const text = textOf("../../docs/pages/moving/allauth-clients.md");
    expect(expected.map(({ told }) => told).filter((told) => !text.includes(told))).toEqual([]);
  });

  it("are those of as many scenarios as the docs say", () => {
    const count = `${scenarios.length} scenarios under ${new Set(scenarios.map(({ settings }) => settings)).size} settings`;
    for (const page of ["../../docs/pages/moving/allauth-clients.md", "../README.md"])
      expect(textOf(page)).toContain(count);
  });

  it("are those of scenarios that exist, each named once", () => {
    const ids = scenarios.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const named = expected.flatMap(({ lines }) => lines.map((line) => line.split(" ")[0] ?? ""));
    expect(named.filter((id) => !id.startsWith("*") && !ids.includes(id))).toEqual([]);
  });
});

function textOf(page: string): string {
  return readFileSync(fileURLToPath(new URL(page, import.meta.url)), "utf8").replace(/\s+/g, " ");
}
