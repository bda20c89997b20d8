const MAX_DEPTH = 32;

/** Whether PostgreSQL can store the text and UTF-8 can carry it: no NUL, no lone surrogate. */
export function isStorableText(value: string): boolean {
  return value.isWellFormed() && !value.includes("\0");
}

/** The same for a JSON value at every depth, its keys included; `__proto__` never occurs in honest input. */
export function isStorable(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return false;
  if (typeof value === "string") return isStorableText(value);
  if (Array.isArray(value)) return value.every((item) => isStorable(item, depth + 1));
  if (typeof value !== "object" || value === null) return true;
  return Object.entries(value).every(
    ([key, item]) => key !== "__proto__" && isStorableText(key) && isStorable(item, depth + 1),
  );
}

/** Needs only trimming: nearly every user agent, which each request has. */
const PRINTABLE = /^[ -~]*$/;

/** One line of text for logs and lists: control characters and line breaks become spaces, cut by code point. */
export function singleLine(value: string, maxLength: number): string {
  if (value.length <= maxLength && PRINTABLE.test(value)) return value.trim();
  const line = value
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();
  return [...line.slice(0, maxLength * 2)].slice(0, maxLength).join("");
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a string could be one of our ids: PostgreSQL returns an error for anything else. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
