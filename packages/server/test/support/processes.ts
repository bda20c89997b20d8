import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import { fileURLToPath } from "node:url";
import type { NoFields, SignupFieldsOf } from "../../src/config/signupFields.ts";
import type { MailMessage } from "../../src/ports/mail/mail.ts";
import { type TestClient, testClient } from "../../src/testing/testClient.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";

const ORIGIN = "http://localhost:5173";

/** An app that runs in several processes behind a proxy. */
export interface RunningProcesses {
  /** A client that reaches them through the proxy. @param from its address [192.0.2.1] */
  client(kind: ClientKind, from?: { ip?: string }): ProcessClient;
  /** The newest mail to an address, once it has arrived. */
  mailTo(to: string, template: string): Promise<MailMessage>;
  /** Advances the clock of every process. */
  advance(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

export interface ProcessClient extends TestClient<SignupFieldsOf<NoFields>> {
  /** The number of the process that served each call. */
  readonly servedBy: number[];
}

interface Message {
  port?: number;
  mail?: MailMessage;
  isAdvanced?: true;
}

/**
 * Starts `count` processes on one database and one Redis, and a proxy that sends each call of a client to the next of
 * them.
 */
export async function startProcesses(
  count: number,
  { url, redisUrl, prefix }: { url: string; redisUrl: string; prefix: string },
): Promise<RunningProcesses> {
  const script = fileURLToPath(new URL("../topology/server.ts", import.meta.url));
  const execArgv = ["--conditions=@latchkey/source", "--import", "tsx"];
  const mails: MailMessage[] = [];
  const arrivals = new Set<() => void>();
  const children = Array.from({ length: count }, () => {
    const child = fork(script, [url, redisUrl, prefix], { execArgv });
    child.on("message", ({ mail }: Message) => {
      if (mail === undefined) return;
      mails.push(mail);
      for (const look of arrivals) look();
    });
    return child;
  });
  const ports = await Promise.all(children.map(async (child) => (await messageOf(child, "port")).port ?? 0));
  const proxy = await startProxy(ports);
  return {
    client(kind, { ip = "192.0.2.1" } = {}) {
      const servedBy: number[] = [];
      const handler = async (request: Request) => {
        const { pathname, search } = new URL(request.url);
        const headers = new Headers(request.headers);
        headers.delete("content-length");
        const body = request.body === null ? null : await request.text();
        // The test client calls `…/auth/account.login`; the router is mounted under `auth`.
        const path = pathname.replace("/trpc/auth/", "/trpc/auth.");
        const answer = await fetch(`http://127.0.0.1:${proxy.port}${path}${search}`, {
          method: request.method,
          headers,
          body,
        });
        servedBy.push(Number(answer.headers.get("x-served-by")));
        return answer;
      };
      return Object.assign(testClient<SignupFieldsOf<NoFields>>({ kind, handler, origin: ORIGIN, ip }), { servedBy });
    },
    async mailTo(to, template) {
      const find = () => mails.findLast((mail) => mail.to === to && mail.template === template);
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          const look = () => {
            arrivals.delete(look);
            resolve();
          };
          arrivals.add(look);
        });
      }
    },
    async advance(seconds) {
      await Promise.all(
        children.map((child) => {
          const done = messageOf(child, "isAdvanced");
          child.send({ advance: seconds });
          return done;
        }),
      );
    },
    async stop() {
      await proxy.close();
      await Promise.all(
        children.map((child) => {
          const exit = once(child, "exit");
          child.kill("SIGKILL");
          return exit;
        }),
      );
    },
  };
}

/** The next message of a process with a certain field; rejects when the process ends instead. */
function messageOf(child: ChildProcess, field: keyof Message): Promise<Message> {
  return new Promise((resolve, reject) => {
    const hear = (message: Message) => {
      if (!(field in message)) return;
      child.off("message", hear);
      child.off("exit", end);
      resolve(message);
    };
    const end = (code: number | null) => reject(new Error(`a process ended with ${code}`));
    child.on("message", hear);
    child.on("exit", end);
  });
}

/** Sends each request from an address to another port than the previous one, and reports which. */
async function startProxy(ports: readonly number[]): Promise<{ port: number; close(): Promise<unknown> }> {
  const last = new Map<string, number>();
  const proxy = createServer((incoming, answer) => {
    const { method, url: path, headers } = incoming;
    const from = String(headers["x-forwarded-for"]);
    const to = ((last.get(from) ?? -1) + 1) % ports.length;
    last.set(from, to);
    const outgoing = httpRequest({ host: "127.0.0.1", port: ports[to], method, path, headers }, (received) => {
      answer.writeHead(received.statusCode ?? 502, { ...received.headers, "x-served-by": String(to) });
      received.pipe(answer);
    });
    outgoing.on("error", () => answer.writeHead(502).end());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  return {
    port: address.port,
    close: () => new Promise((resolve) => proxy.close(resolve).closeAllConnections()),
  };
}
