/** Tokens that are bound to a key of this device (DPoP, RFC 9449), for `session.tokens: jwt({ dpop: true })` on the server. */
import type { DpopHeader, DpopNonceHeader } from "@latchkey/server/types";
import { getFetch } from "@trpc/client";
import { generateProof } from "dpop";
import { browserKeys, type DpopKeyStore } from "./dpopKeys.ts";
import type { Fetch, RequestSigner } from "./requestSigner.ts";

export { browserKeys, type DpopKeyStore } from "./dpopKeys.ts";

export interface DpopOptions {
  /** Where the key is kept [IndexedDB; React Native needs its own]. */
  keyStore?: DpopKeyStore;
}

/** Signs requests with the key of this device. One for all links of an app. */
export interface Dpop extends RequestSigner {
  /** For the links after `authLink`: `httpBatchLink({ url, headers: () => authHeaders(storage), fetch: dpop.fetch })`. */
  fetch: Fetch;
}

const DPOP: DpopHeader = "dpop";
const NONCE: DpopNonceHeader = "dpop-nonce";

/**
 * Creates the `dpop` option of `authLink` and `authWsLink`. The key is generated on first use, and never leaves this
 * device.
 */
export function createDpop({ keyStore = browserKeys() }: DpopOptions = {}): Dpop {
  /** Issued by the server to a device whose clock is wrong. */
  let nonce: string | undefined;
  const prove = async (request: { method: string; url: string; authorization: string | null }) => {
    const [, accessToken] = /^DPoP (.+)$/i.exec(request.authorization ?? "") ?? [];
    const url = new URL(request.url, globalThis.location?.href);
    const htu = `${url.origin.replace(/^ws/, "http")}${url.pathname}`;
    return generateProof(await keyStore.keys(), htu, request.method, nonce, accessToken);
  };
  const over = (given?: Fetch): Fetch => {
    const send = getFetch(given);
    return async (input, init) => {
      const url = typeof input === "object" && "url" in input ? input.url : String(input);
      const method = init?.method ?? "GET";
      const signed = async () => {
        const headers = new Headers(init?.headers);
        headers.set(DPOP, await prove({ method, url, authorization: headers.get("authorization") }));
        return send(input, { ...init, headers: Object.fromEntries(headers.entries()) });
      };
      const shown = nonce;
      const answer = await signed();
      const asked = nonceOf(answer);
      if (asked === null || asked === shown) return answer;
      nonce = asked;
      // Nothing was executed: the whole request was refused.
      const isRefused = "status" in answer && answer.status === 401;
      return isRefused && !isStream(init?.body) ? signed() : answer;
    };
  };
  return {
    over,
    fetch: over(),
    socketHeaders: async (url, authorization = "") => ({ [DPOP]: await prove({ method: "GET", url, authorization }) }),
  };
}

/** Duck-typed: React Native has a class of its own, or none. */
function nonceOf(answer: object): string | null {
  const headers: unknown = Reflect.get(answer, "headers");
  if (typeof headers !== "object" || headers === null || !("get" in headers)) return null;
  const value: unknown = typeof headers.get === "function" ? headers.get(NONCE) : null;
  return typeof value === "string" ? value : null;
}

/** A body that can be sent only once. */
function isStream(body: unknown): boolean {
  return typeof body === "object" && body !== null && "getReader" in body;
}
