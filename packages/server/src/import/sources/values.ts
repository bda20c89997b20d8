/** Values as old databases return them: SQLite has neither booleans nor dates, and drivers differ about the rest. */

export function textOf(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** True, 1 or "1"; also a date, such as the one on which an address was verified. */
export function isSet(value: unknown): boolean {
  if (value instanceof Date) return true;
  if (typeof value === "string") return value !== "" && !["0", "f", "false"].includes(value.toLowerCase());
  return value === true || (typeof value === "number" && value !== 0) || (typeof value === "bigint" && value !== 0n);
}

/** Seconds of a time stamp that is one; milliseconds are greater. */
const MAX_SECONDS = 100_000_000_000;

/** A date; without a time zone, it is UTC, as Django stores it. */
export function dateOf(value: unknown): Date | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number") return valid(new Date(number < MAX_SECONDS ? number * 1_000 : number));
  if (value instanceof Date) return valid(value);
  if (typeof value !== "string") return undefined;
  const iso = value.trim().replace(" ", "T");
  return valid(new Date(/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(iso.slice(10)) ? iso : `${iso}Z`));
}

function valid(date: Date): Date | undefined {
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A JSON object; text where the column is text. */
export function objectOf(value: unknown): Record<string, unknown> {
  try {
    const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    // Not JSON: there is nothing to read.
    return {};
  }
}

/** Base64 in either alphabet, as base64url without padding. */
export function base64urlOf(value: unknown): string {
  return Buffer.from(textOf(value) ?? "", "base64").toString("base64url");
}

/** What an adapter of the old system had encrypted; null when it cannot be read. */
export async function decrypted(
  value: unknown,
  decrypt: (value: string) => string | Promise<string>,
): Promise<string | null> {
  const text = textOf(value);
  if (text === undefined) return null;
  try {
    return await decrypt(text);
  } catch {
    // The wrong key, or not encrypted: it is reported as unreadable, without the value.
    return null;
  }
}
