import { Agent, createServer, type RequestListener, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A server on loopback, and its clients, in the contestant's process. */
export interface HttpServer {
  /** @throws Error when the response is not successful */
  get(path: string, headers: Readonly<Record<string, string>>): Promise<void>;
  stop(): void;
}

/** Serves an app as production does: each call passes Node's HTTP parser, on connections that are kept. */
export async function serveHttp(listener: RequestListener): Promise<HttpServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A listening TCP server has an address of this form.
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true });
  return {
    get: (path, headers) =>
      new Promise((resolve, reject) => {
        const asked = request({ host: "127.0.0.1", port, path, headers, agent }, (response) => {
          let text = "";
          response.setEncoding("utf8");
          response.on("data", (part: string) => {
            text += part;
          });
          response.on("end", () => (response.statusCode === 200 ? resolve() : reject(new Error(text))));
        });
        asked.on("error", reject);
        asked.end();
      }),
    stop() {
      agent.destroy();
      server.close();
    },
  };
}
