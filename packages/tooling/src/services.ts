import { existsSync } from "node:fs";
import { connect } from "node:net";

/** What the tests can reach on this machine beside Node. Why: a test that is left out must say so, and never in CI. */
export interface Services {
  postgresUrl: string | null;
  redisUrl: string | null;
  chromium: string | null;
}

const CHROMIUM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** Looks for PostgreSQL, Redis and Chromium. Absent ones are said loudly; with CI set they are an error. */
export async function findServices(): Promise<Services> {
  const { DATABASE_URL, REDIS_URL, CHROMIUM_PATH, CI } = process.env;
  const postgresUrl = DATABASE_URL ?? "postgres://postgres@127.0.0.1:5432/postgres";
  const redisUrl = REDIS_URL ?? "redis://127.0.0.1:6379";
  const found: Services = {
    postgresUrl: (await answers(postgresUrl, 5432)) ? postgresUrl : null,
    redisUrl: (await answers(redisUrl, 6379)) ? redisUrl : null,
    chromium: [CHROMIUM_PATH, ...CHROMIUM].find((path) => path !== undefined && existsSync(path)) ?? null,
  };
  const missing = [
    found.postgresUrl === null && "PostgreSQL: the same tests on a real server. Start one, or set DATABASE_URL.",
    found.redisUrl === null && "Redis: the rate limits in Redis. Start one, or set REDIS_URL.",
    found.chromium === null && "Chromium: the sample app in a browser. Install it, or set CHROMIUM_PATH.",
  ].filter((line) => line !== false);
  if (missing.length > 0) {
    const notice = `Left out, since it was not found:\n${missing.map((line) => `  - ${line}`).join("\n")}`;
    if (CI) throw new Error(notice);
    console.warn(`\n${"=".repeat(78)}\n${notice}\n${"=".repeat(78)}\n`);
  }
  return found;
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
