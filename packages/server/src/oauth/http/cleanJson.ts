const MAX_DEPTH = 32;

/**
 * A copy of parsed JSON that PostgreSQL can store and that no assignment turns into a prototype.
 *
 * Characters that cannot be stored become U+FFFD, so that the result equals no honest value.
 *
 * @throws RangeError when it is nested deeper than any honest value
 */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new RangeError("nested too deep");
  if (typeof value === "string") return cleanText(value);
  if (Array.isArray(value)) return value.map((item) => cleanJson(item, depth + 1));
  return isRecord(value) ? cleanRecord(value, depth) : value;
}

/** The same for an object. */
export function cleanRecord(value: Record<string, unknown>, depth = 0): Record<string, unknown> {
  const entries = Object.entries(value).filter(([key]) => key !== "__proto__");
  return Object.fromEntries(entries.map(([key, item]) => [cleanText(key), cleanJson(item, depth + 1)]));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cleanText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
