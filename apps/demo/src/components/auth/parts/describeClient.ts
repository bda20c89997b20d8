import type { Device } from "@latchkey/server/types";

/** "Firefox on Linux", or the unchanged user agent when neither is known. */
export function describeBrowser({ device, userAgent }: { device: Device; userAgent: string }): string {
  const { browser, system } = device;
  if (browser === null || system === null) return browser ?? system ?? (userAgent || "Unknown browser");
  return `${browser} on ${system}`;
}

/** The same for an app, whose user agent is often only that of a library. */
export function describeApp({ system }: Device): string {
  return system === null ? "App" : `App on ${system}`;
}

/** The place of an address, as far as the address itself shows it; an app with a database of places can show more. */
export function describePlace(ip: string | null): string {
  if (ip === null) return "Unknown location";
  const address = ip.replace(/^::ffff:/i, "");
  if (/^127\.|^::1$/.test(address)) return "On this computer";
  if (/^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^f[cd]|^fe80:/i.test(address))
    return `On your local network (${address})`;
  return `From ${address}`;
}
