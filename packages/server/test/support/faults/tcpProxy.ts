import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** Two ends of a connection that goes through the proxy. */
export interface Link {
  /** The client's end. */
  near: Socket;
  /** The server's end. */
  far: Socket;
  /** Ends both; with a reset, like a machine that has lost the connection's state. */
  cut(how?: "end" | "reset"): void;
}

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  readonly links: ReadonlySet<Link>;
  /** The treatment of connections, including open ones: passed on; accepted without a response; ended immediately. */
  become(mode: "open" | "silent" | "gone"): void;
}

/** A proxy between a client and a server, on loopback. @param join passes the bytes on [unchanged] */
export async function startTcpProxy(
  { host, port }: { host: string; port: number },
  join: (link: Link) => void = pipe,
): Promise<TcpProxy> {
  const links = new Set<Link>();
  let mode: "open" | "silent" | "gone" = "open";
  const server = createServer({ noDelay: true }, (near) => {
    if (mode === "gone") return void near.resetAndDestroy();
    const far = connect({ host, port, noDelay: true });
    const link: Link = {
      near,
      far,
      cut(how = "end") {
        far.destroy();
        if (how === "reset") near.resetAndDestroy();
        else near.destroy();
      },
    };
    links.add(link);
    for (const end of [near, far]) {
      end.on("error", () => {});
      end.on("close", () => {
        links.delete(link);
        near.destroy();
        far.destroy();
      });
    }
    if (mode === "silent") far.pause();
    join(link);
    if (mode === "silent") near.pause();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port: own } = server.address() as AddressInfo;
  return {
    port: own,
    links,
    become(next) {
      mode = next;
      for (const { near, far, cut } of links) {
        if (next === "gone") cut("reset");
        else for (const end of [near, far]) next === "silent" ? end.pause() : end.resume();
      }
    },
    async [Symbol.asyncDispose]() {
      for (const { cut } of links) cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pipe({ near, far }: Link): void {
  near.on("data", (bytes) => void far.write(bytes));
  far.on("data", (bytes) => void near.write(bytes));
}
