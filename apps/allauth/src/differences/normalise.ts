import type { Answer } from "./client.ts";

/** What is shown in place of ids and times. */
export interface Names {
  ids: Map<string, string>;
  /** When the scenario began, in seconds since 1970. */
  start: number;
}

/** Values that are secret or random: only whether there is one, and of which form, is compared. */
const SECRETS = new Set(["session_token", "access_token", "refresh_token", "secret", "challenge", "user_agent"]);

/** An answer as values by path. Flows by their id and errors in order of their fields, since clients look them up. */
export function normalise({ status, body, text }: Answer, names: Names): Map<string, string> {
  const values = new Map<string, string>([["status", String(status)]]);
  if (body === null) {
    values.set("body", text === "" ? "empty" : text.startsWith("<") || text.startsWith("\n") ? "a page" : "a text");
    return values;
  }
  flatten({ values, names }, "", body);
  return values;
}

interface Target {
  values: Map<string, string>;
  names: Names;
}

function flatten(target: Target, path: string, value: unknown): void {
  const name = path.slice(path.lastIndexOf(".") + 1);
  if (name === "pubKeyCredParams" && Array.isArray(value)) target.values.set(path, value.map(({ alg }) => alg).join());
  // Allauth's is a set, in an order of its own at each start.
  else if (name === "login_methods" && Array.isArray(value)) target.values.set(path, [...value].sort().join());
  else if (name === "errors" && Array.isArray(value)) target.values.set(path, value.map(errorText).sort().join(", "));
  else if (name === "flows" && path.includes("data.flows") && Array.isArray(value)) flattenFlows(target, path, value);
  else if (name === "unused_codes" && Array.isArray(value)) target.values.set(path, codesText(value));
  else if (Array.isArray(value)) {
    target.values.set(`${path}.length`, String(value.length));
    for (const [index, item] of value.entries()) flatten(target, `${path}.${index}`, item);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) flatten(target, path === "" ? key : `${path}.${key}`, item);
    if (Object.keys(value).length === 0) target.values.set(path, "{}");
  } else target.values.set(path, scalar(target.names, path, value));
}

function flattenFlows(target: Target, path: string, flows: unknown[]): void {
  const ids: string[] = [];
  for (const flow of flows) {
    const { id, ...others } = Object(flow);
    ids.push(String(id));
    target.values.set(`${path}.${id}`, sorted(others));
  }
  target.values.set(`${path} in order`, ids.join(", "));
}

function errorText(error: unknown): string {
  const { code, param, message } = Object(error);
  const isTold = typeof message === "string" && message !== "";
  return `${code}${param === undefined ? "" : `@${param}`}${isTold ? "" : " without a message"}`;
}

function codesText(codes: unknown[]): string {
  const forms = new Set(
    codes.map((code) =>
      String(code)
        .replace(/\d/g, "9")
        .replace(/[A-Za-z]/g, "x"),
    ),
  );
  return `${codes.length} of ${[...forms].join(" or ")}`;
}

function scalar(names: Names, path: string, value: unknown): string {
  const key = path.slice(path.lastIndexOf(".") + 1);
  if (key === "totp_url") return String(value).replace(/secret=[A-Z2-7]+/, "secret=<secret>");
  // A user with neither name nor address is shown by an id, which is another in each run.
  if (key === "display" && /^[0-9a-f-]{36}$/.test(String(value))) return "<an id>";
  if (SECRETS.has(key)) return `<${typeof value}>`;
  if (typeof value === "number" && /^(at|created_at|last_used_at|last_seen_at)$/.test(key))
    return `after ${value - names.start} s`;
  const isId = key === "id" && (typeof value === "number" || (typeof value === "string" && value.length >= 16));
  if (!isId) return JSON.stringify(value);
  const text = String(value);
  if (!names.ids.has(text)) names.ids.set(text, `<id ${names.ids.size + 1}>`);
  return `${names.ids.get(text)} (${typeof value})`;
}

/** JSON whose keys are in order, since their order means nothing. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
