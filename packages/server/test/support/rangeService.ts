import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A local service with the protocol of the range API of Have I Been Pwned. */
export interface RangeService extends AsyncDisposable {
  readonly url: string;
  /** The requests so far: what left the server. */
  readonly asked: { path: string; padding: string | undefined }[];
  /** Answers differently from now on. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A padded range as the service sends it: the real entries among invented ones, which were seen 0 times. */
function rangeOf(entries: Readonly<Record<string, number>>, prefix: string): string {
  const hash = (text: string) => createHash("sha1").update(text).digest("hex").toUpperCase();
  const real = Object.entries(entries).flatMap(([password, count]) =>
    hash(password).startsWith(prefix) ? [`${hash(password).slice(5)}:${count}`] : [],
  );
  const padding = Array.from({ length: 20 }, (_, place) => `${hash(`padding ${place}`).slice(5)}:0`);
  return [...padding, ...real].sort().join("\r\n");
}

/** @param breached passwords, and how often each was seen */
export async function startRangeService(breached: Readonly<Record<string, number>>): Promise<RangeService> {
  const asked: RangeService["asked"] = [];
  const server = createServer((request, response) => {
    const { url: path = "", headers } = request;
    const padding = headers["add-padding"];
    asked.push({ path, padding: typeof padding === "string" ? padding : undefined });
    service.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const service: RangeService = {
    // A server that listens on a port has an address with one.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/range/`,
    asked,
    answer: (request, response) => response.end(rangeOf(breached, (request.url ?? "").slice("/range/".length))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return service;
}
