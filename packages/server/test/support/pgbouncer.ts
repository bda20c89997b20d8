import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A pooler in front of the tests' PostgreSQL. */
export interface RunningPooler {
  /** The URL of the given database, through the pooler. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a separate PgBouncer in front of a database, on a free port of loopback.
 *
 * @param mode when it passes a connection to another client [transaction]
 * @param size how many connections to PostgreSQL all clients share [5]
 */
export async function startPgbouncer(
  program: string,
  databaseUrl: string,
  { mode = "transaction", size = 5 }: { mode?: "transaction" | "session"; size?: number } = {},
): Promise<RunningPooler> {
  const target = new URL(databaseUrl);
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), "latchkey-pgbouncer-"));
  const host = `host=${target.hostname} port=${target.port || 5432}`;
  const password = target.password === "" ? "" : ` password=${decodeURIComponent(target.password)}`;
  const settings = join(folder, "pgbouncer.ini");
  await writeFile(
    settings,
    `[databases]
* = ${host} user=${decodeURIComponent(target.username)}${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${size}
max_client_conn = 200
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
`,
  );
  // It refuses to run as root, and the user that it runs as must be able to read this.
  await chmod(folder, 0o755);
  const asUser = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  const pooler = spawn(program, ["-q", ...asUser, settings], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  pooler.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  const exit = once(pooler, "exit");
  const stop = async () => {
    pooler.kill("SIGKILL");
    await exit;
    await rm(folder, { recursive: true, force: true });
  };
  if (!(await answersSoon(port, () => pooler.exitCode !== null))) {
    await stop();
    throw new Error(`PgBouncer did not start: ${said}`);
  }
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  url.password = "";
  return { url: url.href, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

async function answersSoon(port: number, hasEnded: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100 && !hasEnded(); tries += 1) {
    const socket = connect({ host: "127.0.0.1", port });
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    socket.destroy();
    if (isThere) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
