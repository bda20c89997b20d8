/** The first match of each: many browsers also name others, for the sake of old servers. */
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

/** "Firefox on Linux", or the unchanged user agent when it is unknown. */
export function describeBrowser(userAgent: string): string {
  const browser = BROWSERS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  if (browser === undefined) return userAgent || "Unknown browser";
  return system === undefined ? browser : `${browser} on ${system}`;
}

/** Whether it is a handheld device. */
export function isHandheld(userAgent: string): boolean {
  return /Android|iPhone|iPad|Mobile/.test(userAgent);
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
