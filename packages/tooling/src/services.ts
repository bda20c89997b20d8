import { existsSync } from "node:fs";
import { connect } from "node:net";

/**
 * The services on this machine, besides Node, that the tests can use. Why: a skipped test must be reported, and never
 * happens in CI.
 */
export interface Services {
  postgresUrl: string | null;
  redisUrl: string | null;
  chromium: string | null;
  pgbouncer: string | null;
}

const CHROMIUM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const PGBOUNCER = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/opt/homebrew/bin/pgbouncer"];

/**
 * Looks for PostgreSQL, Redis, Chromium and PgBouncer. Missing ones are reported prominently; with CI set they are an
 * error.
 */
export async function findServices(): Promise<Services> {
  const { DATABASE_URL, REDIS_URL, CHROMIUM_PATH, PGBOUNCER_PATH, CI } = process.env;
  const postgresUrl = DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const redisUrl = REDIS_URL ?? "redis://127.0.0.1:6379";
  const found: Services = {
    postgresUrl: (await answers(postgresUrl, 5432)) ? postgresUrl : null,
    redisUrl: (await answers(redisUrl, 6379)) ? redisUrl : null,
    chromium: firstOf([CHROMIUM_PATH, ...CHROMIUM]),
    pgbouncer: firstOf([PGBOUNCER_PATH, ...PGBOUNCER]),
  };
  const missing = [
    found.postgresUrl === null && "PostgreSQL: the same tests on a real server. Start one, or set DATABASE_URL.",
    found.redisUrl === null && "Redis: the rate limits in Redis. Start one, or set REDIS_URL.",
    found.chromium === null && "Chromium: the sample app in a browser. Install it, or set CHROMIUM_PATH.",
    found.pgbouncer === null && "PgBouncer: the server behind a pooler. Install it, or set PGBOUNCER_PATH.",
  ].filter((line) => line !== false);
  if (missing.length > 0) {
    const notice = `Left out, since it was not found:\n${missing.map((line) => `  - ${line}`).join("\n")}`;
    if (CI) throw new Error(notice);
    console.warn(`\n${"=".repeat(78)}\n${notice}\n${"=".repeat(78)}\n`);
  }
  return found;
}

function firstOf(paths: readonly (string | undefined)[]): string | null {
  return paths.find((path) => path !== undefined && existsSync(path)) ?? null;
}

function answers(url: string, port: number): Promise<boolean> {
  const target = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({ host: target.hostname, port: Number(target.port) || port, timeout: 1_000 });
    const end = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("timeout", () => end(false));
  });
}
