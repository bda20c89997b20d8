import type { Device } from "../../wire/protocol.ts";

let loading: Promise<(userAgent: string) => Device> | undefined;

/** What a user agent says about its device, in known names only: what a stranger made up is not repeated. */
export async function describeDevice(userAgent: string): Promise<Device> {
  loading ??= import("bowser").then(readerOf);
  return (await loading)(userAgent);
}

/** The browser and system in words; null when neither is known. @param on joins them, such as "on" */
export function deviceInWords({ browser, system }: Pick<Device, "browser" | "system">, on: string): string | null {
  return browser === null || system === null ? (browser ?? system) : `${browser} ${on} ${system}`;
}

function readerOf({
  parse,
  BROWSER_MAP,
  OS_MAP,
}: Pick<typeof import("bowser"), "parse" | "BROWSER_MAP" | "OS_MAP">): (userAgent: string) => Device {
  // For other browsers, the parser takes a name from the user agent.
  const browsers: ReadonlySet<string> = new Set(Object.values(BROWSER_MAP));
  const systems: ReadonlySet<string> = new Set(Object.values(OS_MAP));
  const known = (names: ReadonlySet<string>, name: string | undefined) =>
    name !== undefined && names.has(name) ? name.replace(/ for Android$/, "") : null;
  return (userAgent) => {
    // It refuses an empty one.
    if (userAgent === "") return { browser: null, system: null, kind: "unknown" };
    const { browser, os, platform } = parse(userAgent);
    return { browser: known(browsers, browser.name), system: known(systems, os.name), kind: kindOf(platform.type) };
  };
}

function kindOf(type: string | undefined): Device["kind"] {
  return type === "desktop" || type === "mobile" || type === "tablet" ? type : "unknown";
}
