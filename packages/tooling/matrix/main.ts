import { openPage } from "../consumer/page.tsx";
import { createMatrixApp } from "./app.ts";
import { travel } from "./journey.tsx";
import { type ServerName, serverNames, servers } from "./servers.ts";
import { cellsOf, type Transport, transports } from "./table.ts";

// Runs the matrix on the runtime that started it. The arguments name adapters, all by default.

/** Milliseconds: a cell that hangs is named, and ends the run. */
const TIMEOUT = 20_000;

function inTime(work: Promise<void>, name: string): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${name}: no answer in time`)), TIMEOUT);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function main(names: readonly string[]): Promise<number> {
  const app = await createMatrixApp();
  openPage();
  let done = 0;
  const check = async (adapter: ServerName, transport: Transport) => {
    for (const cell of cellsOf(adapter, transport)) {
      const name = Object.values(cell).join(", ");
      const mounted = { router: app.routers[cell.transformer], createContext: app.auth.createContext };
      const served = await servers[adapter](mounted);
      await inTime(travel(cell, { ...served, codeFor: app.codeFor }), name).catch((cause: unknown) => {
        throw new Error(`failed: ${name}`, { cause });
      });
      await served.close();
      done += 1;
    }
  };
  for (const adapter of serverNames.filter((name) => names.length === 0 || names.includes(name)))
    for (const transport of transports) await check(adapter, transport);
  await app.close();
  return done;
}

const { versions, argv, exit } = process;
const runtime = "Bun" in globalThis ? "Bun" : "Deno" in globalThis ? "Deno" : `Node ${versions.node}`;
console.info(`${await main(argv.slice(2))} cells on ${runtime}`);
exit(0);
