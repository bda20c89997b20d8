import { startAllauth } from "../servers/allauth.ts";
import type { Server } from "../servers/server.ts";
import type { ClientKind } from "./client.ts";
import { compare, type Difference, merge } from "./compare.ts";
import { type Issuer, startIssuer } from "./issuer.ts";
import { createPlay } from "./play.ts";
import type { Scenario } from "./scenario.ts";
import { type SettingsName, settingsOf } from "./settings.ts";
import { createTrace, type Trace } from "./trace.ts";

export interface Outcome {
  /** How often a scenario was told to both servers. */
  compared: number;
  steps: number;
  differences: Difference[];
}

export interface RunOptions {
  /** Where Python is. */
  programs: string;
  scenarios: readonly Scenario[];
  /** Compares allauth with itself: what differs then is a fault of the comparison. */
  againstItself?: boolean;
  /** The scenarios of a setting have been told. */
  report(settings: SettingsName, found: readonly Difference[]): void;
}

const START = Date.parse("2030-01-01T12:00:00Z") / 1000;
/** More than any scenario waits: none begins before another has ended. */
const APART = 5 * 86_400;

/** Tells each scenario to both servers and compares what they did. */
export async function run({ programs, scenarios, againstItself = false, report }: RunOptions): Promise<Outcome> {
  const issuer = await startIssuer();
  const outcome: Outcome = { compared: 0, steps: 0, differences: [] };
  const names = new Set(scenarios.map(({ settings }) => settings));
  try {
    for (const name of names) {
      const group = scenarios.filter(({ settings }) => settings === name);
      const before = outcome.differences.length;
      const pair = await startPair({ programs, name, issuer, againstItself });
      try {
        for (const scenario of group) await compareScenario({ pair, issuer, scenario, outcome });
      } finally {
        await Promise.all(pair.map((server) => server.close()));
      }
      report(name, outcome.differences.slice(before));
    }
  } finally {
    await issuer.close();
  }
  return outcome;
}

type Pair = readonly [theirs: Server, ours: Server];

interface PairOptions {
  programs: string;
  name: SettingsName;
  issuer: Issuer;
  againstItself: boolean;
}

async function startPair({ programs, name, issuer, againstItself }: PairOptions): Promise<Pair> {
  const { allauth, latchkey } = settingsOf(name, issuer.url);
  const theirs = startAllauth(programs, allauth, START);
  const ours = againstItself
    ? startAllauth(programs, allauth, START)
    : import("../servers/latchkey.ts").then(({ startLatchkey }) => startLatchkey(latchkey, START));
  return Promise.all([theirs, ours]);
}

interface Comparison {
  pair: Pair;
  issuer: Issuer;
  scenario: Scenario;
  outcome: Outcome;
}

async function compareScenario({ pair, issuer, scenario, outcome }: Comparison): Promise<void> {
  const found = new Map<ClientKind, string[]>();
  for (const kind of scenario.clients) {
    outcome.compared += 1;
    const number = outcome.compared;
    const [theirs, ours] = [
      await tell({ server: pair[0], issuer, scenario, kind, number }),
      await tell({ server: pair[1], issuer, scenario, kind, number }),
    ];
    outcome.steps += theirs.steps.length;
    found.set(kind, compare(theirs, ours));
  }
  outcome.differences.push(...merge(scenario, found));
}

interface Telling {
  server: Server;
  issuer: Issuer;
  scenario: Scenario;
  kind: ClientKind;
  number: number;
}

async function tell({ server, issuer, scenario, kind, number }: Telling): Promise<Trace> {
  const at = START + number * APART;
  const trace = createTrace(at);
  const clocked = {
    ...server,
    async setClock(time: number) {
      issuer.now = time;
      await server.setClock(time);
    },
  };
  await clocked.setClock(at);
  const play = createPlay({ server: clocked, issuer, kind, id: scenario.id, at, trace, number });
  try {
    await scenario.run(play);
  } catch (error) {
    trace.note("the scenario stopped", error instanceof Error ? error.message : String(error));
  }
  await play.settle();
  trace.end();
  return trace;
}
