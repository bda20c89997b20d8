import type { ClientKind } from "./client.ts";
import type { Scenario } from "./scenario.ts";
import type { Step, Trace } from "./trace.ts";

/** Something that allauth does and Latchkey does not, or not so. */
export interface Difference {
  scenario: string;
  clients: ClientKind[];
  /** `3 POST auth/login: status 401 → 200`, allauth's first. */
  what: string;
}

/** The differences between two tellings of a scenario. Where the status differs, nothing more is said of an answer. */
export function compare(theirs: Trace, ours: Trace): string[] {
  const count = Math.max(theirs.steps.length, ours.steps.length);
  return Array.from({ length: count }, (_, index) => compareSteps(theirs.steps[index], ours.steps[index])).flat();
}

function compareSteps(theirs: Step | undefined, ours: Step | undefined): string[] {
  if (theirs === undefined || ours === undefined)
    return [`${(theirs ?? ours)?.name}: only at ${theirs ? "allauth" : "Latchkey"}`];
  if (theirs.name !== ours.name) return [`${theirs.name} → ${ours.name}`];
  const [a, b] = [theirs.values, ours.values];
  if (a.get("status") !== b.get("status")) return [`${theirs.name}: status ${outcome(a)} → ${outcome(b)}`];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((path) => a.get(path) !== b.get(path))
    .map((path) => `${theirs.name}: ${path} ${a.get(path) ?? "absent"} → ${b.get(path) ?? "absent"}`);
}

function outcome(values: Map<string, string>): string {
  const errors = values.get("errors");
  return [values.get("status"), ...(errors === undefined ? [] : [`(${errors})`])].join(" ");
}

/** The differences of all clients of a scenario, each once. */
export function merge(scenario: Scenario, found: Map<ClientKind, string[]>): Difference[] {
  const merged = new Map<string, ClientKind[]>();
  for (const [kind, lines] of found)
    for (const line of lines) {
      merged.set(line, [...(merged.get(line) ?? []), kind]);
    }
  return [...merged].map(([what, clients]) => ({ scenario: scenario.id, clients, what }));
}

/** As it is written in the list of expected differences. */
export function lineOf({ scenario, clients, what }: Difference, all: readonly ClientKind[]): string {
  const only = clients.length === all.length ? "" : ` [${clients.join()}]`;
  return `${scenario}${only} ${what}`;
}
