import { SetupError } from "../../lib/setupError.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import { withDeadline } from "../../ports/deadline.ts";
import { ProviderError, type ProviderHttp, type ProviderRequest } from "../../ports/provider.ts";
import { readBounded } from "../../ports/readBounded.ts";
import { cleanJson } from "./cleanJson.ts";
import { isLoopback } from "./localHosts.ts";

export interface ProviderHttpOptions {
  /** [the global one] */
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  /** Milliseconds for a call from first to last byte [10 000]. */
  timeout?: number;
  /** Bytes of a body [1 048 576]. */
  maxBytes?: number;
}

/** Milliseconds. */
export const DEFAULT_TIMEOUT = 10_000;
const DEFAULT_MAX_BYTES = 1_048_576;
/** The characters of RFC 6749's codes; anything else is not quoted. */
const ERROR_CODE = /^[\w.-]{1,64}$/;
const STATUS_WITHOUT_BODY = new Set([204, 205, 304]);

export function createProviderHttp({
  fetch = (...call) => globalThis.fetch(...call),
  clock = systemClock,
  timeout = DEFAULT_TIMEOUT,
  maxBytes = DEFAULT_MAX_BYTES,
}: ProviderHttpOptions = {}): ProviderHttp {
  const call = async (url: string | URL, init: RequestInit = {}): Promise<Response> => {
    const target = requireSafe(url);
    try {
      return await withDeadline({ who: target.host, milliseconds: timeout }, async (signal) => {
        const response = await fetch(target, { ...init, redirect: "error", signal });
        return bounded(response, maxBytes, signal);
      });
    } catch (cause) {
      if (cause instanceof ProviderError) throw cause;
      throw new ProviderError("unreachable", `${target.host} could not be reached`, { cause: withoutDetails(cause) });
    }
  };
  return {
    now: clock,
    fetch: call,
    async json(url, request = {}) {
      const response = await call(url, toInit(request));
      const host = new URL(url).host;
      const parsed = parse(await response.text());
      if (!response.ok) throw refusal(host, response.status, errorCodeOf(parsed));
      if (parsed === undefined) throw new ProviderError("invalid", `${host} did not answer with JSON`);
      return parsed;
    },
  };
}

/** The code of an OAuth error, if a response is one. */
export function errorCodeOf(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return undefined;
  return typeof answer.error === "string" && ERROR_CODE.test(answer.error) ? answer.error : undefined;
}

/** The URL in an option of the developer. @throws SetupError when a provider may not be called there */
export function requireUrl(option: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url === null || !isSafeUrl(url)) throw new SetupError(`${option}: expected an https URL, found "${value}"`);
  return url;
}

/** Whether a provider may be called there: over https, or over http on this machine, for development. */
export function isSafeUrl(url: URL): boolean {
  const isSecret = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
  return isSecret && url.username === "" && url.password === "";
}

function requireSafe(value: string | URL): URL {
  const url = URL.canParse(String(value)) ? new URL(value) : null;
  if (url !== null && isSafeUrl(url)) return url;
  throw new ProviderError("invalid", "a provider is called over https alone");
}

function toInit({ bearer, headers, form, json }: ProviderRequest): RequestInit {
  const sent = new Headers({ accept: "application/json", "user-agent": "latchkey", ...headers });
  if (bearer !== undefined && bearer !== null) sent.set("authorization", `Bearer ${bearer}`);
  if (json === undefined) return form === undefined ? { headers: sent } : { method: "POST", headers: sent, body: form };
  sent.set("content-type", "application/json");
  return { method: "POST", headers: sent, body: JSON.stringify(json) };
}

async function bounded(response: Response, maxBytes: number, signal: AbortSignal): Promise<Response> {
  const { status, headers } = response;
  const body = await readBounded(response.body, maxBytes, signal);
  if (body === null) throw new ProviderError("invalid", "a provider answered with too much");
  return new Response(STATUS_WITHOUT_BODY.has(status) ? null : new Uint8Array(body), { status, headers });
}

/** Undefined when it is not JSON, or JSON that no honest server would send. */
function parse(text: string): unknown {
  try {
    return cleanJson(JSON.parse(text));
  } catch {
    // Not JSON; the caller reports it in its own terms.
    return undefined;
  }
}

function refusal(host: string, status: number, code: string | undefined): ProviderError {
  const said = `${host} answered ${status}${code === undefined ? "" : ` (${code})`}`;
  return new ProviderError(status >= 500 || status === 429 ? "unreachable" : "refused", said, { code });
}

/** An error without the URL: that of a failed call may contain a code. */
export function withoutDetails(cause: unknown): Error {
  const code =
    cause instanceof Error && cause.cause instanceof Error && "code" in cause.cause ? cause.cause.code : null;
  return new Error(typeof code === "string" ? code : cause instanceof Error ? cause.name : "unknown");
}
