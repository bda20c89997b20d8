import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import postgres from "postgres";
import type { Statements, Timing } from "./contestants/contestant.ts";
import { measureFootprints } from "./footprint.ts";
import { COUNTED, type ContestantName, GROWTH, type Row, SERIES, type Series } from "./plan.ts";
import { type Counts, describeMachine, type Measured, type MeasuredRow, report } from "./report.ts";
import { openRows } from "./rows.ts";
import { type StubProvider, startStubProvider } from "./stubProvider.ts";
import { startWorker, type Worker } from "./workers.ts";

// Why this exists: the documentation states the library's cost, beside Better Auth's from the same run on the same
// PostgreSQL. After a change of the library, or to check the figures, `npm run bench` measures them again.

const { values: asked } = parseArgs({
  options: {
    /** Ten million sessions as well: about ten minutes and eight gigabytes. */
    full: { type: "boolean", default: false },
    /** Tiny runs that only show that the script works. */
    quick: { type: "boolean", default: false },
    /** Prints the page instead of writing it. */
    print: { type: "boolean", default: false },
    /** Seconds after which no further round starts. */
    budget: { type: "string" },
    /** The one series to run. */
    only: { type: "string" },
  },
});
const SIZES = asked.quick ? [1_000, 10_000] : [10_000, 1_000_000, ...(asked.full ? [10_000_000] : [])];
const ROUNDS = asked.quick ? 2 : 5;
const PAGE = fileURLToPath(new URL("../../../packages/server/docs/benchmarks.md", import.meta.url));
const SCRIPTS: Readonly<Record<ContestantName, string>> = {
  floors: "./contestants/floors.ts",
  latchkey: "./contestants/latchkey.ts",
  betterAuth: "../better-auth/worker.ts",
};
const budget = Number(asked.budget ?? (asked.full ? 1_500 : 450));
const deadline = performance.now() + budget * 1_000;
const isLate = () => performance.now() > deadline;
const adminUrl = process.env["DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";

type Workers = Readonly<Record<ContestantName, Worker>>;

/** Creates a database for each library, and always drops both. */
async function withDatabases<Result>(work: (urls: Record<ContestantName, string>) => Promise<Result>): Promise<Result> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  const nameOf = (library: string) => `latchkey_bench_${process.pid}_${library}`;
  const names = [nameOf("latchkey"), nameOf("better_auth")];
  const urlOf = (library: string) => {
    const url = new URL(adminUrl);
    url.pathname = `/${nameOf(library)}`;
    return url.href;
  };
  try {
    for (const name of names) await admin`create database ${admin(name)}`;
    const latchkey = urlOf("latchkey");
    return await work({ floors: latchkey, latchkey, betterAuth: urlOf("better_auth") });
  } finally {
    for (const name of names) await admin`drop database if exists ${admin(name)} with (force)`;
    await admin.end();
  }
}

async function withWorkers<Result>(
  urls: Readonly<Record<ContestantName, string>>,
  { provider, sessions, counts = false }: { provider: StubProvider; sessions: number; counts?: boolean },
  work: (workers: Workers) => Promise<Result>,
): Promise<Result> {
  const started: Worker[] = [];
  const start = async (name: ContestantName) => {
    const options = { script: SCRIPTS[name], databaseUrl: urls[name], providerUrl: provider.url, sessions, counts };
    const worker = await startWorker(options);
    started.push(worker);
    return worker;
  };
  try {
    // The floors read Latchkey's tables.
    const latchkey = await start("latchkey");
    return await work({ latchkey, floors: await start("floors"), betterAuth: await start("betterAuth") });
  } finally {
    await Promise.all(started.map((worker) => worker.stop()));
  }
}

/** Runs the rows in turn, starting with another one in each round. */
async function runSeries(workers: Workers, series: Series): Promise<Measured> {
  const milliseconds = asked.quick ? Math.min(100, series.milliseconds) : series.milliseconds;
  const run = ({ contestant, name, clients, beside }: Row, time: number) =>
    beside === undefined
      ? workers[contestant].run(name, clients, time)
      : workers[contestant].storm(name, beside, clients, time);
  const timings = new Map<Row, Timing[]>(series.rows.map((row) => [row, []]));
  console.info(`${series.title} …`);
  for (const row of series.rows) await run(row, Math.min(200, milliseconds));
  for (let round = 0; round < ROUNDS && (round === 0 || !isLate()); round += 1) {
    const first = round % series.rows.length;
    for (const row of [...series.rows.slice(first), ...series.rows.slice(0, first)])
      timings.get(row)?.push(await run(row, milliseconds));
  }
  const rows = [...timings].map(([row, runs]): MeasuredRow => ({ ...row, runs }));
  return { title: series.title, about: series.about, rows };
}

async function countStatements(workers: Workers): Promise<Counts[]> {
  console.info("Statements …");
  const counts: Counts[] = [];
  for (const name of COUNTED) {
    const count = (worker: Worker): Promise<Statements> => worker.count(name, 5);
    counts.push({ name, latchkey: await count(workers.latchkey), betterAuth: await count(workers.betterAuth) });
  }
  return counts;
}

async function measure(urls: Record<ContestantName, string>, provider: StubProvider): Promise<string> {
  const isAsked = ({ title }: { title: string }) => asked.only === undefined || asked.only === title;
  const [smallest = 0] = SIZES;
  const measured: Measured[] = [];
  let counts: Counts[] = [];
  let filled = 0;
  await using rows = openRows(urls);
  for (const sessions of SIZES) {
    if (isLate()) console.warn(`The budget is used up before ${sessions} sessions.`);
    if (isLate() || (sessions > smallest && !isAsked(GROWTH))) continue;
    await withWorkers(urls, { provider, sessions }, async (workers) => {
      console.info(`${sessions.toLocaleString("en")} sessions …`);
      await rows.fill(filled, sessions);
      filled = sessions;
      if (sessions === smallest)
        for (const series of SERIES.filter(isAsked)) measured.push(await runSeries(workers, series));
      const size = sessions.toLocaleString("en");
      if (isAsked(GROWTH))
        measured.push({ ...(await runSeries(workers, GROWTH)), title: `${size} sessions`, sessions });
    });
    if (sessions === smallest && asked.only === undefined)
      counts = await withWorkers(urls, { provider, sessions, counts: true }, countStatements);
  }
  const footprints = asked.only === undefined ? await measureFootprints(asked.quick ? 2 : ROUNDS) : [];
  return report({ machine: await describeMachine(adminUrl), measured, counts, footprints, isQuick: asked.quick });
}

const began = performance.now();
const provider = await startStubProvider();
try {
  const page = await withDatabases((urls) => measure(urls, provider));
  if (asked.quick || asked.print || asked.only !== undefined) console.info(page);
  else await writeFile(PAGE, page);
  console.info(`Done in ${Math.round((performance.now() - began) / 1_000)} s.`);
} finally {
  provider.stop();
}
