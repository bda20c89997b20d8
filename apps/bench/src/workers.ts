import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Reply, Request, Statements, Surroundings, Timing } from "./contestants/contestant.ts";

/** A contestant in its process. */
export interface Worker {
  run(name: string, clients: number, milliseconds: number): Promise<Timing>;
  /** Times `name` while so many clients call `beside`. */
  storm(name: string, beside: string, clients: number, milliseconds: number): Promise<Timing>;
  count(name: string, times: number): Promise<Statements>;
  stop(): Promise<void>;
}

export interface WorkerOptions extends Surroundings {
  /** Relative to this file. */
  readonly script: string;
  readonly sessions: number;
  /** Whether it counts statements, which makes it slower [false]. */
  readonly counts?: boolean;
}

const MAX_ANSWER = 120_000;

/** Starts a process; when it resolves, the process has created its tables. */
export async function startWorker({ script, databaseUrl, providerUrl, sessions, counts = false }: WorkerOptions) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), {
    execArgv: ["--import", "tsx"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      BENCH_DATABASE: databaseUrl,
      BENCH_PROVIDER: providerUrl,
      BENCH_SESSIONS: String(sessions),
      ...(counts ? { BENCH_COUNTS: "1" } : {}),
    },
  });
  const reply = () =>
    new Promise<Timing | Statements>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${script} does not answer`)), MAX_ANSWER);
      const end = (work: () => void) => {
        clearTimeout(timer);
        child.off("message", onMessage);
        child.off("exit", onExit);
        work();
      };
      const onMessage = (message: Reply) =>
        end(() => (message.ok ? resolve(message.result) : reject(new Error(message.error))));
      const onExit = () => end(() => reject(new Error(`${script} has ended`)));
      child.on("message", onMessage);
      child.on("exit", onExit);
    });
  const ask = (request: Request) => {
    const answered = reply();
    child.send(request);
    return answered;
  };
  await reply();
  return {
    run: async (name, clients, milliseconds) => asTiming(await ask({ kind: "run", name, clients, milliseconds })),
    storm: async (name, beside, clients, milliseconds) =>
      asTiming(await ask({ kind: "storm", name, beside, clients, milliseconds })),
    count: async (name, times) => asStatements(await ask({ kind: "count", name, times })),
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null) return resolve();
        const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
        child.once("exit", () => {
          clearTimeout(timer);
          resolve();
        });
        if (child.connected) child.disconnect();
      }),
  } satisfies Worker;
}

function asTiming(result: Timing | Statements): Timing {
  if (!("rate" in result)) throw new Error("expected a timing");
  return result;
}

function asStatements(result: Timing | Statements): Statements {
  if (!("statements" in result)) throw new Error("expected a count of statements");
  return result;
}
