import type { AuthProblem } from "../lib/authError.ts";
import type { Catalogue } from "../ports/texts/catalogue.ts";
import { type InputFault, inputTexts } from "../ports/texts/inputTexts.ts";
import type { AuthErrorCode, AuthFieldError } from "../wire/errors.ts";
import { errorTable } from "./errorTable.ts";

// The table is a literal, so it has these keys and no others.
const INPUT_FAULTS = Object.keys(inputTexts) as InputFault[];

/** A zod issue, as far as we read it. */
interface Issue {
  path: readonly unknown[];
  message: string;
  code?: unknown;
  params?: unknown;
}

/**
 * A zod failure in the terms of our API; null for any other error.
 *
 * Recognised by its shape, because the app may have another copy of zod, or another library that follows Standard
 * Schema.
 *
 * @param texts those of the caller's language; null for English as it ships
 * @param input what was parsed: a field that is absent or empty in it is `required`, whatever rule it broke first
 */
export function inputProblems(cause: unknown, input: unknown, texts: Catalogue | null = null): AuthFieldError[] | null {
  if (typeof cause !== "object" || cause === null || !("issues" in cause) || !Array.isArray(cause.issues)) return null;
  const issues: unknown[] = cause.issues;
  // One for each field: the first is the first to fix.
  const problems = new Map<string, AuthFieldError>();
  for (const problem of issues.filter(isIssue).map((issue) => problemOf(issue, input, texts)))
    if (!problems.has(problem.param ?? "")) problems.set(problem.param ?? "", problem);
  return problems.size === 0 ? null : [...problems.values()];
}

function isIssue(issue: unknown): issue is Issue {
  if (typeof issue !== "object" || issue === null || !("message" in issue)) return false;
  return typeof issue.message === "string" && "path" in issue && Array.isArray(issue.path);
}

function problemOf({ path, message, code, params }: Issue, input: unknown, texts: Catalogue | null): AuthFieldError {
  const keys = path.map(keyOf);
  const param = keys.length === 0 ? {} : { param: keys.join(".") };
  const own = ownCodeOf(params);
  if (own !== null) return { code: own, ...param, message: messageOf({ code: own }, texts) };
  const value = keys.reduce(valueAt, input);
  // A custom rule may refer to a field without requiring it: "one of these two".
  if (code !== "custom" && (value === undefined || value === "")) {
    return { code: "required", ...param, message: messageOf({ code: "required" }, texts) };
  }
  return { code: "invalid", ...param, message: messageOf({ code: "invalid", message }, texts) };
}

/** The message of a problem: the app's own, or that of its code in the language of the texts. */
export function messageOf({ code, message }: AuthProblem, texts: Catalogue | null): string {
  const english = errorTable[code].message;
  if (message === undefined || message === english) return texts?.errors[code] ?? english;
  return texts === null ? message : inLanguage(message, texts);
}

/** How the messages that zod writes itself begin. The app's own are in its language already. */
const BY_ZOD = /^(Invalid |Too (?:big|small): |Unrecognized keys?: )/;

/** A message of ours by its English text; one of zod's, which users rarely see, in general words. */
function inLanguage(message: string, { errors, inputs }: Catalogue): string {
  const fault = INPUT_FAULTS.find((name) => inputTexts[name] === message);
  if (fault !== undefined) return inputs[fault];
  return BY_ZOD.test(message) ? errors.invalid : message;
}

/** Our own rules name their code themselves. */
function ownCodeOf(params: unknown): AuthErrorCode | null {
  const code: unknown = typeof params === "object" && params !== null ? Reflect.get(params, "authCode") : null;
  return typeof code === "string" && isOwnCode(code) ? code : null;
}

function isOwnCode(code: string): code is AuthErrorCode {
  return Object.hasOwn(errorTable, code);
}

/** Standard Schema allows `{ key }` in a path. */
function keyOf(segment: unknown): string {
  return String(typeof segment === "object" && segment !== null && "key" in segment ? segment.key : segment);
}

function valueAt(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  // Any own property may be read; its value stays unknown.
  return (value as Record<string, unknown>)[key];
}
