import { type IncomingHttpHeaders, request } from "node:http";

/** The response of a server, unprocessed by an emulated browser. */
export interface PlainAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/**
 * Sends a request to a server on this machine over a socket: an emulated DOM replaces the global `fetch` by one that
 * obeys CORS.
 */
export function plainRequest(
  url: string,
  { method = "GET", headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    // Without an agent: on a busy machine, the server has closed a kept connection before it is used again.
    const sent = request(url, { method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The same with the interface of `fetch`, as far as calls to providers need it. */
export const nodeFetch: typeof fetch = async (input, init = {}) => {
  const { method, headers, body } = init;
  const plain = Object.fromEntries(new Headers(headers));
  const isForm = body instanceof URLSearchParams;
  if (isForm) plain["content-type"] = "application/x-www-form-urlencoded";
  const answer = await plainRequest(String(input), {
    headers: plain,
    ...(method === undefined ? {} : { method }),
    ...(body === undefined || body === null ? {} : { body: String(body) }),
  });
  const type = answer.headers["content-type"] ?? "application/json";
  return new Response(answer.body, { status: answer.status, headers: { "content-type": type } });
};
