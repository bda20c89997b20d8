import { mkdir } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { App, AppParts } from "./app.ts";
import { openDatabase } from "./database.ts";
import { lockDataFolder } from "./dataFolderLock.ts";
import { buildPages, type FrontEnd, openBuilt, openSources } from "./frontEnd.ts";
import { readOrMakeSecret } from "./secret.ts";
import { StartProblem } from "./startProblem.ts";
import { createTraces } from "./traces.ts";

export interface DemoPlace {
  port: number;
  /** The folder of this app. */
  root: string;
  /** Where the secret, the built pages and PGlite's files are kept. */
  dataFolder: string;
  databaseUrl?: string | undefined;
  /** Served from their sources, or built: into a given folder by somebody else, or into the data folder, where needed. */
  pages: "sources" | { built: string | undefined };
  /** Of bcrypt, for tests: with the default, most of their time goes into hashes. */
  hashCost?: number | undefined;
  /** Loads `app.ts`, which imports Latchkey, while the database is being opened. */
  loadApp(): Promise<{ openApp(parts: AppParts): Promise<App> }>;
}

export interface RunningDemo {
  url: string;
  /** The name of the database in use. */
  databaseName: string;
  /** Lets requests finish, then releases everything. */
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Starts everything in this process: front end, API, mailbox and database.
 *
 * @throws StartProblem when the port is taken, or the data folder is in use
 */
export async function startDemo(place: DemoPlace): Promise<RunningDemo> {
  const { port, dataFolder, databaseUrl, hashCost, loadApp } = place;
  const server = createServer();
  let settle = { resolve(_handler: Handler) {}, reject(_error: unknown) {} };
  const ready = new Promise<Handler>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Early requests are handled once everything has started.
  server.on("request", (request, response) => {
    ready.then((handle) => handle(request, response)).catch(() => response.destroy());
  });
  const bound = await listen(server, port);
  const origin = `http://localhost:${bound}`;
  const closers: (() => Promise<unknown>)[] = [() => stopListening(server)];
  const stopping = new AbortController();
  let unlock = async () => {};
  const close = async () => {
    stopping.abort();
    for (const closeNext of closers.splice(0)) await closeNext();
    await unlock();
  };
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    unlock = await lockDataFolder(dataFolder);
    // By another process, meanwhile.
    const preparing = openPages(server, place, stopping.signal);
    closers.push(closerOf(preparing));
    const secret = await readOrMakeSecret(dataFolder);
    const traces = createTraces();
    const opening = openDatabase({ url: databaseUrl, folder: dataFolder, onQuery: traces.note });
    closers.push(closerOf(opening));
    const { openApp } = await loadApp();
    const app = await openApp({ opening, origin, secret, traces, hashCost });
    closers.splice(1, 0, app.close);
    const frontEnd = await preparing;
    settle.resolve(async (request, response) => {
      if (!isForUs(request, response)) return;
      if (!(await app.handle(request, response))) frontEnd.handle(request, response);
    });
    return { url: origin, databaseName: (await opening).name, close };
  } catch (error) {
    ready.catch(() => {});
    settle.reject(error);
    await close();
    throw error;
  }
}

/** Closes what is still being opened, once it is. A failure to open it is told to those who wait for it. */
function closerOf(opening: Promise<{ close(): Promise<void> }>): () => Promise<void> {
  const opened = opening.catch(() => null);
  return async () => (await opened)?.close();
}

async function openPages(
  server: Server,
  { root, dataFolder, pages }: DemoPlace,
  signal: AbortSignal,
): Promise<FrontEnd> {
  if (pages === "sources") return openSources(server, { root, cache: join(dataFolder, "vite") });
  return openBuilt(pages.built ?? (await buildPages({ root, folder: join(dataFolder, "pages"), signal })));
}

/** Refuses other host names: a page elsewhere could point its own name here, and read the mailbox (DNS rebinding). */
function isForUs(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader("referrer-policy", "no-referrer");
  if (/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(request.headers.host ?? "")) return true;
  response.writeHead(421).end("The demo answers only on localhost.\n");
  return false;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const isTaken = "code" in error && error.code === "EADDRINUSE";
      const message = `Port ${port} is taken. Stop the program that uses it, or choose another port: PORT=${port + 1} npm run demo`;
      reject(isTaken ? new StartProblem(message) : error);
    });
    server.listen({ port, host: "localhost" }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function stopListening(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), 2_000);
  await closed;
  clearTimeout(impatience);
}
