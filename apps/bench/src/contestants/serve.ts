import { setTimeout as wait } from "node:timers/promises";
import { median, runBeside, runCase } from "../measure/timing.ts";
import { startWire } from "../measure/wire.ts";
import type { Case, Contestant, Reply, Request, Statements, Surroundings, Timing } from "./contestant.ts";

/** Milliseconds after which the work behind a response is done. */
const SETTLE = 50;
const WARM_UP = 3;

/** Responds to the main process, in a process of its own: neither library warms up or slows down the other. */
export async function serve(make: (surroundings: Surroundings) => Promise<Contestant>): Promise<void> {
  const { BENCH_DATABASE, BENCH_PROVIDER, BENCH_COUNTS } = process.env;
  if (BENCH_DATABASE === undefined || BENCH_PROVIDER === undefined) throw new Error("run this by `npm run bench`");
  const wire = BENCH_COUNTS === undefined ? null : await startWire(BENCH_DATABASE);
  const contestant = await make({ databaseUrl: wire?.url ?? BENCH_DATABASE, providerUrl: BENCH_PROVIDER });
  const find = (name: string): Case => {
    const found = contestant.cases[name];
    if (found === undefined) throw new Error(`there is no case ${name}`);
    return found;
  };

  const count = async (name: string, times: number): Promise<Statements> => {
    if (wire === null) throw new Error("this process counts nothing");
    const seen: Statements[] = [];
    for (let call = -WARM_UP; call < times; call += 1) {
      const act = await find(name)();
      await wait(SETTLE);
      const before = wire.count();
      await act();
      const after = wire.count();
      if (call >= 0)
        seen.push({
          statements: after.statements - before.statements,
          transactions: after.transactions - before.transactions,
        });
      await wait(SETTLE);
    }
    return {
      statements: median(seen.map(({ statements }) => statements)),
      transactions: median(seen.map(({ transactions }) => transactions)),
    };
  };

  const answer = (request: Request): Promise<Timing | Statements> => {
    const { name } = request;
    if (request.kind === "run") return runCase(find(name), request.clients, request.milliseconds);
    if (request.kind === "storm")
      return runBeside(find(name), find(request.beside), request.clients, request.milliseconds);
    return count(name, request.times);
  };

  process.on("message", (request: Request) => {
    const reply = (message: Reply) => process.send?.(message);
    answer(request).then(
      (result) => reply({ ok: true, result }),
      (error: unknown) => reply({ ok: false, error: String(error instanceof Error ? error.stack : error) }),
    );
  });
  process.on("disconnect", () => {
    wire?.stop();
    void contestant.stop().finally(() => process.exit(0));
  });
  process.send?.({ ok: true, result: { statements: 0, transactions: 0 } } satisfies Reply);
}
