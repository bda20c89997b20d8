import { namesForwardedAddress } from "../../http/clientAddress.ts";
import type { HttpExchange } from "../../http/exchange.ts";
import { SetupError } from "../../lib/setupError.ts";
import type { AuthRequest, Runtime } from "../request.ts";

const PROXY =
  "A request has an x-forwarded-for header, but trustedProxies is 0: behind a proxy, all visitors count as one address. In createAuth, write `trustedProxies: 1`, or however many proxies stand in front of the server.";

/** Behind Node's adapters, the address of the nearest proxy is used then, and nothing fails. */
const tooManyProxies = (entries: number, trustedProxies: number) =>
  `x-forwarded-for of a request has fewer entries than \`trustedProxies: ${trustedProxies}\` in createAuth (${entries}): all visitors then count as one address. In createAuth, write \`trustedProxies: ${entries}\`, or however many proxies in front of the server append to the header.`;

/** How many addresses proxies, or clients that pose as one, have written into `x-forwarded-for`. */
function forwardedEntries(exchange: HttpExchange): number {
  const header = exchange.header("x-forwarded-for") ?? "";
  return header.trim() === "" ? 0 : header.split(",").length;
}

/** Warns of a number of proxies that does not fit what requests contain. */
export function warnOfProxies({ options, warn }: Pick<Runtime, "options" | "warn">, exchange: HttpExchange): void {
  const { trustedProxies, clientAddress } = options;
  if (clientAddress !== undefined) return;
  if (trustedProxies === 0 && namesForwardedAddress(exchange)) warn("proxy", PROXY);
  if (trustedProxies < 2) return;
  const entries = forwardedEntries(exchange);
  if (entries > 0 && entries < trustedProxies) warn("proxies", tooManyProxies(entries, trustedProxies));
}

/** What is missing, by the options that are set, and the line to write. */
function noAddress({ runtime, exchange }: AuthRequest): string {
  const { trustedProxies, clientAddress } = runtime.options;
  const own =
    "where visitors connect to this server directly, write `clientAddress: (req) => addresses.get(req)` in createAuth, with `const addresses = new WeakMap<Request, string | undefined>()`, in which your fetch handler keeps the address of each connection: `server.requestIP(req)?.address` of Bun.serve, `info.remoteAddr.hostname` of Deno.serve, `getConnInfo(c).remote.address` of Hono";
  const opening = "Latchkey limits calls by client address";
  if (clientAddress !== undefined)
    return `${opening}, but \`clientAddress\` of createAuth returned no IP address for this request, and the adapter provides none. Let it return one for every request; ${own}`;
  if (trustedProxies === 0)
    return `${opening}, which this adapter does not provide. Say where to find it in the options of createAuth. Behind a platform that sets a header, write \`clientAddress: (req) => req.headers.get("cf-connecting-ip")\`; behind proxies that append to x-forwarded-for, write \`trustedProxies: 1\`, or however many there are; ${own}`;
  const entries = forwardedEntries(exchange);
  const found =
    entries === 0
      ? "this request came without x-forwarded-for"
      : entries < trustedProxies
        ? "x-forwarded-for of this request has fewer entries"
        : "x-forwarded-for of this request has no IP address in that place";
  return `${opening}. createAuth has \`trustedProxies: ${trustedProxies}\`, but ${found}, and the adapter provides no address: it did not come through ${trustedProxies === 1 ? "a proxy that appends" : `${trustedProxies} proxies that append`} to the header. Set the number of proxies in front of the server; ${own}, instead of \`trustedProxies\``;
}

/** @throws SetupError where limits count by address, and nothing tells the client's */
export function assertClientAddress(request: AuthRequest): void {
  const { runtime, ip, exchange } = request;
  if (runtime.rateLimits.countAddresses && ip === null && exchange.isRequest) throw new SetupError(noAddress(request));
}
