import { type Link, startTcpProxy } from "./tcpProxy.ts";

/** Where a connection is cut: at a statement, which then never arrives, or at the response to an executed one. */
export interface Cut {
  /** Counted over all connections, from 1. */
  statement: number;
  where: "before" | "after";
  /** With a reset every other time unless stated, since drivers treat the two differently. */
  how?: "reset" | "end";
}

export interface DatabaseProxy extends AsyncDisposable {
  readonly url: string;
  /** Counts statements from here, and cuts the connection of one of them. */
  arm(cut: Cut): void;
  /** Whether it was cut. */
  disarm(): boolean;
  /** Ends all connections. */
  cutAll(): void;
}

/** A proxy for PostgreSQL, which parses its protocol (version 3) far enough to separate statements. */
export async function startDatabaseProxy(to: string): Promise<DatabaseProxy> {
  const target = new URL(to);
  let armed: Cut | null = null;
  let statements = 0;
  let isCut = false;
  const cut = (link: Link) => {
    isCut = true;
    link.cut(armed?.how ?? (statements % 2 === 0 ? "reset" : "end"));
  };
  const join = (link: Link) => {
    let isAnswerKept = false;
    const fromClient = splitter(true, (type, message) => {
      if (isStatement(type)) {
        statements += 1;
        if (armed?.statement === statements && !isCut) {
          if (armed.where === "before") return cut(link);
          isAnswerKept = true;
        }
      }
      link.far.write(message);
    });
    const fromServer = splitter(false, (type, message) => {
      if (!isAnswerKept) link.near.write(message);
      else if (type === "Z") cut(link);
    });
    link.near.on("data", fromClient);
    link.far.on("data", fromServer);
  };
  const proxy = await startTcpProxy({ host: target.hostname, port: Number(target.port) || 5432 }, join);
  target.host = `127.0.0.1:${proxy.port}`;
  return {
    url: target.href,
    arm(next) {
      armed = next;
      statements = 0;
      isCut = false;
    },
    disarm() {
      armed = null;
      return isCut;
    },
    cutAll() {
      for (const link of proxy.links) link.cut();
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

/** Query and Execute. */
const isStatement = (type: string) => type === "Q" || type === "E";

/** Cuts a stream of bytes into messages: a type, a length, a body. A client's first message has no type. */
function splitter(isClient: boolean, onMessage: (type: string, message: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let isFirst = isClient;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (;;) {
      const offset = isFirst ? 0 : 1;
      if (rest.length < offset + 4) return;
      const length = offset + rest.readInt32BE(offset);
      if (rest.length < length) return;
      const message = rest.subarray(0, length);
      rest = rest.subarray(length);
      onMessage(isFirst ? "" : String.fromCharCode(message[0] ?? 0), message);
      isFirst = false;
    }
  };
}
