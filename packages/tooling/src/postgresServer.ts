import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The folder of PostgreSQL's programs; null, with a warning, where there are none. */
export function findPostgres(): string | null {
  const base = "/usr/lib/postgresql";
  const versions = existsSync(base) ? readdirSync(base).sort((one, other) => Number(other) - Number(one)) : [];
  const found = versions.map((version) => join(base, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  if (found === undefined)
    console.warn("Left out, since PostgreSQL's programs were not found: the one that is restarted.");
  return found ?? null;
}

export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
  /** @param signal SIGINT: connections are ended; SIGQUIT: as if it had crashed */
  restart(signal: "SIGINT" | "SIGQUIT"): Promise<void>;
}

/** A server of its own in its own folder, on loopback. It runs as another user if this process is root. */
export async function startPostgres(bin: string): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-postgres-"));
  const user: { uid?: number; gid?: number } = process.getuid?.() === 0 ? unprivileged() : {};
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = join(folder, "data");
  execFileSync(join(bin, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync"], {
    ...user,
    cwd: folder,
    stdio: "ignore",
  });
  const port = await freePort();
  const start = async (): Promise<ChildProcess> => {
    const settings = ["listen_addresses=127.0.0.1", "fsync=off", "max_connections=300"].flatMap((set) => ["-c", set]);
    const flags = ["-D", data, "-p", String(port), "-k", folder, ...settings];
    const child = spawn(join(bin, "postgres"), flags, { ...user, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    for await (const chunk of child.stderr) if (String(chunk).includes("ready to accept connections")) break;
    child.stderr.destroy();
    return child;
  };
  const stop = async (child: ChildProcess, signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const over = once(child, "exit");
    child.kill(signal);
    await over;
  };
  let running = await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async restart(signal) {
      await stop(running, signal);
      running = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop(running, "SIGINT");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } {
  const id = (flag: string, name: string) =>
    Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: id("-u", "postgres"), gid: id("-g", "postgres") };
  } catch {
    // The user that Debian's package creates is missing where PostgreSQL is not installed.
    return { uid: id("-u", "nobody"), gid: id("-g", "nobody") };
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}
