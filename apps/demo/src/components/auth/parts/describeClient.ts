/** The first of each that matches: many browsers name others too, for old servers' sake. */
const BROWSERS = [
  ["Edge", /Edg\//],
  ["Opera", /OPR\//],
  ["Firefox", /Firefox\//],
  ["Chrome", /Chrome\//],
  ["Safari", /Safari\//],
] as const;
const SYSTEMS = [
  ["Android", /Android/],
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Windows", /Windows/],
  ["macOS", /Mac OS X/],
  ["Linux", /Linux/],
] as const;

/** "Firefox on Linux", or the user agent as it was sent when it is none we know. */
export function describeBrowser(userAgent: string): string {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (browser === undefined) return userAgent || "Unknown browser";
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Whether it is a device to hold. */
export function isHandheld(userAgent: string): boolean {
  return /Android|iPhone|iPad|Mobile/.test(userAgent);
}

/** Where an address is, so far as it tells that by itself; an app with a database of places says more. */
export function describePlace(ip: string | null): string {
  if (ip === null) return "Unknown location";
  const address = ip.replace(/^::ffff:/i, "");
  if (/^127\.|^::1$/.test(address)) return "On this computer";
  if (/^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^f[cd]|^fe80:/i.test(address))
    return `On your local network (${address})`;
  return `From ${address}`;
}
