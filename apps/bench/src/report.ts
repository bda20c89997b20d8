import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, totalmem, type } from "node:os";
import postgres from "postgres";
import type { Statements, Timing } from "./contestants/contestant.ts";
import type { Footprint } from "./footprint.ts";
import { median } from "./measure/timing.ts";
import type { Row } from "./plan.ts";

export interface MeasuredRow extends Row {
  readonly runs: readonly Timing[];
}

export interface Measured {
  readonly title: string;
  readonly about: string;
  readonly rows: readonly MeasuredRow[];
  /** For a series that is repeated with several numbers of sessions. */
  readonly sessions?: number;
}

export interface Counts {
  readonly name: string;
  readonly latchkey: Statements;
  readonly betterAuth: Statements;
}

export interface Findings {
  readonly machine: readonly string[];
  readonly measured: readonly Measured[];
  readonly counts: readonly Counts[];
  readonly footprints: readonly Footprint[];
  readonly isQuick: boolean;
}

const NAMES = { floors: "floor", latchkey: "Latchkey", betterAuth: "Better Auth" } as const;

/** The conditions of the figures. */
export async function describeMachine(databaseUrl: string): Promise<string[]> {
  const sql = postgres(databaseUrl, { max: 1 });
  const [row] = await sql<{ version: string; commit: string; buffers: string }[]>`
    select current_setting('server_version') as version, current_setting('synchronous_commit') as commit,
      current_setting('shared_buffers') as buffers`;
  await sql.end();
  const { model = "unknown" } = cpus()[0] ?? {};
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return [
    `${model}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB; ${type()} ${arch()}; load at the end ${load}`,
    `Node.js ${process.versions.node}; PostgreSQL ${row?.version ?? "unknown"} on the same machine (synchronous_commit ${row?.commit}, shared_buffers ${row?.buffers})`,
    `@latchkey/server ${versionOf("@latchkey/server")}, tRPC ${versionOf("@trpc/server")}, Drizzle ${versionOf("drizzle-orm")}, postgres.js ${versionOf("postgres")}`,
    `better-auth ${lockedVersion("better-auth")}, kysely ${lockedVersion("kysely")}, pg ${lockedVersion("pg")}`,
  ];
}

/** Not every package exports its `package.json`: it is looked up in the folders above the entry. */
function versionOf(name: string): string {
  const entry = import.meta.resolve(name);
  const folder = entry.slice(0, entry.lastIndexOf(`/${name}/`) + name.length + 2);
  // Links to workspaces are resolved.
  if (name.startsWith("@latchkey/")) return readVersion(new URL(import.meta.resolve(`${name}/package.json`)));
  return readVersion(new URL("package.json", folder));
}

function lockedVersion(name: string): string {
  return readVersion(new URL(`../better-auth/node_modules/${name}/package.json`, import.meta.url));
}

function readVersion(file: URL): string {
  const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return version;
}

/** The page of the documentation. */
export function report({ machine, measured, counts, footprints, isQuick }: Findings): string {
  return `${[
    "# Benchmarks",
    "Latchkey beside [Better Auth](https://www.npmjs.com/package/better-auth), in one run on one PostgreSQL, each in a process and a database of its own. Rows of a table are run in turns, five rounds of them, and the median of the rounds is shown with the slowest and the fastest. Calls are made within the process, by the handlers for fetch: what HTTP costs is the same for all and left out. `npm run bench` makes this page anew, on any PostgreSQL that `DATABASE_URL` names.",
    ...(isQuick ? ["**Made by a quick run: these figures say nothing.**"] : []),
    machine.map((line) => `- ${line}`).join("\n"),
    "Better Auth runs as its documentation sets it up: its own adapter on a pool of node-postgres, its limits on, as in production; Latchkey as its README does, on postgres.js, its limits on and kept in PostgreSQL. Neither verifies addresses. Ratios hold from machine to machine, the figures themselves do not.",
    ...ratios(measured),
    ...measured.map(describe),
    ...(counts.length === 0 ? [] : [describeCounts(counts)]),
    ...(footprints.length === 0 ? [] : [describeFootprints(footprints)]),
  ].join("\n\n")}\n`;
}

function describe({ title, about, rows }: Measured): string {
  const lines = rows.map(({ contestant, name, clients, beside, runs }) => {
    const rates = runs.map(({ rate }) => rate);
    const label = `${NAMES[contestant]}: ${beside === undefined ? name : `session read beside ${beside.replace("login ", "")} logins`}`;
    return [
      label,
      clients,
      figure(median(rates)),
      `${figure(Math.min(...rates))}–${figure(Math.max(...rates))}`,
      time(median(runs.map(({ p50 }) => p50))),
      time(median(runs.map(({ p99 }) => p99))),
      runs.reduce((sum, { refused }) => sum + refused, 0),
      runs.length,
    ];
  });
  const head = [
    "",
    "clients",
    "calls a second",
    "slowest–fastest round",
    "median",
    "99 of 100 within",
    "refused",
    "rounds",
  ];
  return `## ${title}\n\n${about}\n\n${table(head, lines)}`;
}

function describeCounts(counts: readonly Counts[]): string {
  const show = ({ statements, transactions }: Statements) =>
    transactions === 0
      ? `${statements}`
      : `${statements} (${transactions} transaction${transactions === 1 ? "" : "s"})`;
  const lines = counts.map(({ name, latchkey, betterAuth }) => [name, show(latchkey), show(betterAuth)]);
  return `## Statements\n\nWhat a call sends to PostgreSQL until it is answered, read off the wire, without \`begin\` and \`commit\`. Latchkey's include its limits, which Better Auth keeps in the process.\n\n${table(["", "Latchkey", "Better Auth"], lines)}`;
}

function describeFootprints(footprints: readonly Footprint[]): string {
  const lines = footprints.map(({ name, unit, latchkey, betterAuth }) => [
    `${name} (${unit})`,
    latchkey.toFixed(1),
    betterAuth.toFixed(1),
    ratio(latchkey / betterAuth),
  ]);
  return `## Before the first call\n\n${table(["", "Latchkey", "Better Auth", "ratio"], lines)}`;
}

/** The ratios for which the library has targets, from the medians above. */
function ratios(measured: readonly Measured[]): string[] {
  const rateOf = (asked: Partial<Row> & { sessions?: number }) => {
    for (const { rows, sessions } of measured) {
      if (sessions !== asked.sessions) continue;
      const row = rows.find(
        ({ contestant, name, clients }) =>
          contestant === asked.contestant && name === asked.name && clients === asked.clients,
      );
      if (row !== undefined) return median(row.runs.map(({ rate }) => rate));
    }
    return Number.NaN;
  };
  const pairs = [1, 16].flatMap((clients) => {
    const read = rateOf({ contestant: "latchkey", name: "session read", clients });
    const cached = rateOf({ contestant: "latchkey", name: "session read, cached", clients });
    const floor = (name: string) => rateOf({ contestant: "floors", name, clients });
    const better = (name: string) => rateOf({ contestant: "betterAuth", name, clients });
    const of = clients === 1 ? "1 client" : `${clients} clients`;
    return [
      [`session read ÷ the statement alone, ${of}`, read / floor("statement")],
      [`session read ÷ a tRPC call with the statement, ${of}`, read / floor("ping with statement")],
      [`session read ÷ Better Auth's, ${of}`, read / better("session read")],
      [`cached session read ÷ ping, ${of}`, cached / floor("ping")],
      [`cached session read ÷ Better Auth's cookie cache, ${of}`, cached / better("session read, cached")],
    ] as const;
  });
  const logins = ["bcrypt", "argon2id"].flatMap((hasher) =>
    [1, 8].map((clients) => {
      const login = rateOf({ contestant: "latchkey", name: `login ${hasher}`, clients });
      const hash = rateOf({ contestant: "floors", name: `hash ${hasher}`, clients });
      return [
        `login with ${hasher} ÷ the hash alone, ${clients === 1 ? "1 client" : `${clients} clients`}`,
        login / hash,
      ] as const;
    }),
  );
  const sizes = measured.flatMap(({ sessions }) => (sessions === undefined ? [] : [sessions]));
  const [smallest] = sizes;
  const growth = sizes.slice(1).map((sessions) => {
    const at = (size: number | undefined) =>
      rateOf({
        contestant: "latchkey",
        name: "session read",
        clients: 1,
        ...(size === undefined ? {} : { sessions: size }),
      });
    return [
      `session read with ${sessions.toLocaleString("en")} sessions ÷ with ${smallest?.toLocaleString("en")}`,
      at(sessions) / at(smallest),
    ] as const;
  });
  const lines = [...pairs, ...logins, ...growth].filter(([, value]) => Number.isFinite(value));
  if (lines.length === 0) return [];
  return [
    `## Ratios\n\nOf calls a second: more is better.\n\n${table(
      ["", "ratio"],
      lines.map(([name, value]) => [name, ratio(value)]),
    )}`,
  ];
}

function table(head: readonly string[], lines: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? "---" : "---:"))), ...lines.map(line)].join("\n");
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1);
}

/** @param microseconds how long something took */
function time(microseconds: number): string {
  return microseconds >= 1_000 ? `${(microseconds / 1_000).toFixed(1)} ms` : `${Math.round(microseconds)} µs`;
}

function ratio(value: number): string {
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
