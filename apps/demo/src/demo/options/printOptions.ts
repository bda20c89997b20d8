import { authOptionsOf } from "../../../server/authOptions.ts";
import { latchkeyDefaults } from "../../../server/defaultSettings.ts";
import type { DemoSettings } from "../../../server/settings.ts";

/** The `createAuth({ … })` of these settings: what differs from the defaults, along with the defaults. */
export function printOptions(settings: DemoSettings): string {
  const own = difference(authOptionsOf(settings), authOptionsOf(latchkeyDefaults));
  const social = settings.social ? { providers: new Raw("[oidc({ id, issuer, clientId, clientSecret })]") } : {};
  const options = {
    ...own,
    ...(settings.social || own["social"] !== undefined ? { social: { ...social, ...membersOf(own["social"]) } } : {}),
    ...(settings.challenge === "off" ? {} : { challenge: new Raw(challengeOf(settings.challenge)) }),
    ...(settings.acceptTerms ? { stages: new Raw("[acceptTerms]") } : {}),
  };
  const lines = print(options, "  ");
  return [
    "createAuth({",
    '  appName: "Acme",',
    "  database,",
    "  secret,",
    "  origin,",
    "  mail,",
    ...lines,
    "});",
  ].join("\n");
}

function challengeOf(when: "suspicious" | "always"): string {
  const others =
    when === "suspicious" ? "" : ["login", "signup", "reset", "code"].map((one) => `, ${one}: "${when}"`).join("");
  return `{ by: proofOfWork()${others} }`;
}

/** Code to print unchanged. */
class Raw {
  readonly code: string;
  constructor(code: string) {
    this.code = code;
  }
}

/** A value that is not the default. */
class Changed {
  readonly value: unknown;
  readonly before: unknown;
  constructor(value: unknown, before: unknown) {
    this.value = value;
    this.before = before;
  }
}

type Tree = Record<string, unknown>;

function membersOf(value: unknown): Tree {
  return isTree(value) ? value : {};
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function difference(own: Tree, defaults: Tree): Tree {
  const entries = Object.entries(own).flatMap(([name, value]): [string, unknown][] => {
    const before = defaults[name];
    if (isTree(value) && isTree(before)) {
      const inner = difference(value, before);
      return Object.keys(inner).length === 0 ? [] : [[name, inner]];
    }
    return JSON.stringify(value) === JSON.stringify(before) ? [] : [[name, new Changed(value, before)]];
  });
  return Object.fromEntries(entries);
}

function print(tree: Tree, indent: string): string[] {
  return Object.entries(tree).flatMap(([name, value]) => {
    if (value instanceof Raw) return `${indent}${name}: ${value.code},`;
    if (value instanceof Changed)
      return `${indent}${name}: ${literal(value.value)}, // default: ${literal(value.before)}`;
    return isTree(value) ? [`${indent}${name}: {`, ...print(value, `${indent}  `), `${indent}},`] : [];
  });
}

function literal(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(literal).join(", ")}]` : JSON.stringify(value);
}
