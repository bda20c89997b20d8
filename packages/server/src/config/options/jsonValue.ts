/** What survives JSON unchanged. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue | undefined };

/** An object that survives JSON unchanged; members that are undefined are left out. */
export type JsonObject = { readonly [name: string]: JsonValue | undefined };

const MAX_DEPTH = 32;

/**
 * Where a value would not survive JSON, such as `when: a Date`.
 *
 * @returns null when it would
 */
export function jsonProblem(value: unknown, path = "", depth = 0): string | null {
  const at = path === "" ? "" : `${path}: `;
  if (depth > MAX_DEPTH) return `${at}more than ${MAX_DEPTH} levels`;
  if (value === null || ["string", "boolean", "undefined"].includes(typeof value)) return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : `${at}${value}`;
  if (typeof value !== "object") return `${at}a ${typeof value}`;
  if (!Array.isArray(value) && !isPlain(value)) return `${at}a ${value.constructor?.name ?? "special object"}`;
  for (const [name, inner] of Object.entries(value)) {
    const problem = jsonProblem(inner, path === "" ? name : `${path}.${name}`, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
