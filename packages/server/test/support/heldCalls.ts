import { request } from "node:http";
import type { Client } from "./passkeys.ts";

/** The response to a call over a socket. */
export interface Answer {
  status: number;
  /** Our codes, without their fields; empty when the call succeeded. */
  codes: string[];
  /** What the procedure returned. */
  data: unknown;
}

/** A call whose headers have been sent, and whose body has not. */
export interface HeldCall {
  /** Settles as soon as the server responds, whether or not it received the body. */
  answer: Promise<Answer>;
  /** Sends the body, and waits for the response. */
  release(): Promise<Answer>;
}

interface HeldOptions {
  port: number;
  client: Client;
  /** Under the router's root, such as `auth.account.email.add`. */
  path: string;
  input?: unknown;
  /** Sent unchanged, instead of JSON. */
  raw?: { type: string; body: string };
}

/** Sends the headers of a mutation like this client, and withholds the body. */
export function holdCall({ port, client, path, input, raw }: HeldOptions): HeldCall {
  const body = Buffer.from(raw?.body ?? JSON.stringify(input));
  const sent = request({ port, host: "127.0.0.1", path: `/${path}`, method: "POST", agent: false });
  for (const [name, value] of Object.entries(identify(client))) sent.setHeader(name, value);
  sent.setHeader("content-type", raw?.type ?? "application/json");
  sent.setHeader("content-length", body.byteLength);
  const answer = new Promise<Answer>((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += String(chunk);
      const parsed: unknown = JSON.parse(text);
      resolve(Array.isArray(parsed) ? readBatch(parsed, response.statusCode) : read(parsed, response.statusCode));
    });
  });
  // The test reads it later; until then a refusal must not count as unhandled.
  answer.catch(() => {});
  sent.flushHeaders();
  return {
    answer,
    release() {
      sent.end(body);
      return answer;
    },
  };
}

/** The headers by which this client identifies itself. */
export function identify({ kind, headers, jar, tokens }: Client): Record<string, string> {
  const cookie = jar.header();
  return {
    ...headers,
    ...(kind === "browser" && cookie !== undefined ? { cookie } : {}),
    ...(kind === "app" && tokens.sessionToken !== undefined ? { authorization: `Bearer ${tokens.sessionToken}` } : {}),
    ...(kind === "app" && tokens.flowToken !== undefined ? { "x-latchkey-flow": tokens.flowToken } : {}),
  };
}

interface Body {
  result?: { data?: unknown };
  error?: { data?: { auth?: { errors: { code: string }[] } } };
}

function read(parsed: unknown, status = 0): Answer {
  // tRPC's envelope, whose error data the server's formatter writes.
  const { result, error } = parsed as Body;
  return { status, codes: error?.data?.auth?.errors.map(({ code }) => code) ?? [], data: result?.data };
}

/** The calls of a batch as one: all codes, and what each returned. */
function readBatch(parsed: unknown[], status = 0): Answer {
  const answers = parsed.map((one) => read(one));
  return { status, codes: answers.flatMap(({ codes }) => codes), data: answers.map(({ data }) => data) };
}

/**
 * Waits until the server has queried as many sessions as there are calls, which it does as soon as it has their
 * headers. For a server that reads bodies first, it waits half a second in vain: that does not make the test stricter.
 */
export async function untilLookedAt(takeStatements: () => string[], calls: number): Promise<void> {
  let seen = 0;
  for (let turn = 0; turn < 100 && seen < calls; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen += takeStatements().filter((statement) => statement.includes('"latchkey_sessions"')).length;
  }
}
