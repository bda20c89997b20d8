import { connect, createServer, type Socket } from "node:net";
import type { Statements } from "../contestants/contestant.ts";

/** A proxy between a driver and the database, which counts executed statements with any driver. */
export interface Wire {
  readonly url: string;
  count(): Statements;
  stop(): void;
}

const CONTROL = /^\s*(begin|start transaction|commit|rollback)\b/i;

/** @param databaseUrl of a PostgreSQL without TLS: encrypted statements cannot be counted */
export async function startWire(databaseUrl: string): Promise<Wire> {
  const target = new URL(databaseUrl);
  const found = { statements: 0, transactions: 0 };
  const note = (text: string) => {
    if (!CONTROL.test(text)) found.statements += 1;
    else if (/^\s*(begin|start)/i.test(text)) found.transactions += 1;
  };
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port || 5432), target.hostname);
    const read = createReader(note);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => {
      read(bytes);
      upstream.write(bytes);
    });
    upstream.on("data", (bytes) => client.write(bytes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the wire got no port");
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(address.port);
  return {
    url: url.href,
    count: () => ({ ...found }),
    stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Reads the messages of a front end (PostgreSQL, "Message Formats"): the statement that each portal executes. */
function createReader(note: (text: string) => void): (bytes: Buffer) => void {
  const prepared = new Map<string, string>();
  const portals = new Map<string, string>();
  let rest = Buffer.alloc(0);
  let isStarted = false;
  const readMessage = (type: string, body: Buffer) => {
    const [first = "", second = ""] = body.toString("latin1").split("\0", 2);
    if (type === "Q") note(first);
    if (type === "P") prepared.set(first, second);
    if (type === "B") portals.set(first, prepared.get(second) ?? "");
    if (type === "E") note(portals.get(first) ?? "");
  };
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      // The first message has no type.
      const head = isStarted ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return;
      if (isStarted) readMessage(String.fromCharCode(rest[0] ?? 0), rest.subarray(5, end));
      isStarted = true;
      rest = rest.subarray(end);
    }
  };
}
