import { isIP } from "node:net";
import type { HttpExchange } from "./exchange.ts";

/**
 * The client's address: from the app's own function, else from the proxies, else from the socket.
 *
 * Anyone can send `x-forwarded-for`, so only the entries that `trustedProxies` proxies appended are used: with one, the
 * last entry, with two, the one before. If the entry is not an address, the socket's is used.
 */
export function clientAddress({
  exchange,
  trustedProxies,
  stated,
}: {
  exchange: HttpExchange;
  trustedProxies: number;
  stated?: string | null | undefined;
}): string | null {
  const own = parseAddress(stated ?? "");
  if (own !== null) return own;
  const socket = parseAddress(exchange.remoteAddress ?? "");
  if (trustedProxies === 0) return socket;
  const entries = (exchange.header("x-forwarded-for") ?? "").split(",");
  return parseAddress(entries.at(-trustedProxies) ?? "") ?? socket;
}

/**
 * Whether a proxy, or a client that poses as one, named a client address. With `trustedProxies` 0 it is ignored, so
 * that all clients behind a real proxy share its address and its rate limits: worth a warning.
 */
export function namesForwardedAddress(exchange: HttpExchange): boolean {
  return ["forwarded", "x-forwarded-for"].some((name) => exchange.header(name) !== undefined);
}

/**
 * The unit in which rate limits count and hashes take turns: a household has a whole /64 of IPv6, so its addresses
 * count as one.
 */
export function addressBucket(address: string): string {
  const parsed = parseAddress(address) ?? address;
  return isIP(parsed) === 6 ? `${groupsOf(parsed).slice(0, 4).join(":")}::/64` : parsed;
}

/**
 * One address in its canonical form, without port, brackets or zone; one that contains an IPv4 address as that. Null for
 * anything else.
 */
function parseAddress(text: string): string | null {
  const entry = text.trim();
  // What most adapters and proxies provide, in each request: the patterns would take most of its time.
  if (entry === "" || isIP(entry) === 4) return entry === "" ? null : entry;
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(entry)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(entry)?.[1];
  const [bare = ""] = (bracketed ?? withPort ?? entry).split("%");
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : null;
  // The URL standard's serialiser gives each address one spelling (RFC 5952).
  const canonical = new URL(`http://[${bare}]`).hostname.slice(1, -1);
  return embeddedAddress(canonical) ?? canonical;
}

/** What precedes an IPv4 address: IPv4-mapped (RFC 4291 §2.5.5.2), and translated by NAT64 (RFC 6052 §2.1). */
const EMBEDDING = ["0:0:0:0:0:ffff", "64:ff9b:0:0:0:0"];

/**
 * The IPv4 address in `::ffff:a.b.c.d` or `64:ff9b::a.b.c.d`, whose canonical form is hexadecimal. Behind a translator,
 * all clients would otherwise be in one /64, and share its rate limits.
 */
function embeddedAddress(canonical: string): string | null {
  if (!canonical.startsWith("::ffff:") && !canonical.startsWith("64:ff9b::")) return null;
  const groups = groupsOf(canonical);
  if (!EMBEDDING.includes(groups.slice(0, 6).join(":"))) return null;
  return groups
    .slice(6)
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 255])
    .join(".");
}

/** The eight groups of a canonical IPv6 address. */
function groupsOf(canonical: string): string[] {
  const [head = "", tail = ""] = canonical.split("::");
  const before = head.split(":").filter((group) => group !== "");
  const after = tail.split(":").filter((group) => group !== "");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after];
}
