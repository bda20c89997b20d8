import { type Difference, lineOf } from "./compare.ts";
import type { Expected } from "./expected.ts";
import type { Scenario } from "./scenario.ts";

export interface Verdict {
  /** Differences that are in no list. */
  unexpected: string[];
  /** Lines of the list that did not occur. */
  missing: string[];
  /** How many differences each entry explains. */
  explained: Map<string, number>;
}

export interface Told {
  /** Those that were run: what is expected of others alone is left out. */
  scenarios: readonly Scenario[];
  /** Whether these are all: then every line must have occurred. */
  isWhole: boolean;
}

export function judge(
  differences: readonly Difference[],
  list: readonly Expected[],
  { scenarios, isWhole }: Told,
): Verdict {
  const kinds = new Map(scenarios.map(({ id, clients }) => [id, clients]));
  const patterns = list.flatMap(({ told, lines }) => lines.map((line) => ({ told, line, pattern: patternOf(line) })));
  const occurred = new Set<string>();
  const explained = new Map<string, number>();
  const unexpected: string[] = [];
  for (const difference of differences) {
    const line = lineOf(difference, kinds.get(difference.scenario) ?? []);
    const [matching, ...others] = patterns.filter(({ pattern }) => pattern.test(line));
    if (matching === undefined) unexpected.push(line);
    else {
      for (const each of [matching, ...others]) occurred.add(each.line);
      explained.set(matching.told, (explained.get(matching.told) ?? 0) + 1);
    }
  }
  const missing = patterns
    .filter(({ line }) => (isWhole || kinds.has(line.split(" ")[0] ?? "")) && !occurred.has(line))
    .map(({ told, line }) => `${line}: ${told}`);
  return { unexpected, missing, explained };
}

function patternOf(line: string): RegExp {
  return new RegExp(`^${line.split("*").map(escapeText).join(".*")}$`);
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
