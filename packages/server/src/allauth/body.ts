import { inputProblems } from "../http/inputProblems.ts";
import type { Answer } from "./answers.ts";
import type { Incoming } from "./incoming.ts";
import type { Body, Operation } from "./operation.ts";
import { badRequest, fieldError, translate } from "./problems.ts";

/** What a request contains, as JSON or as a form; or why it cannot be read. */
export async function readBody(
  incoming: Incoming,
  { isForm }: Operation,
): Promise<{ body: Body } | { problem: Answer }> {
  if (incoming.method === "GET") return { body: {} };
  // A client that has gone before its body was complete reads no answer, and is no error of ours.
  const bytes = await incoming.body().catch(() => undefined);
  if (bytes === undefined) return { problem: badRequest(fieldError("invalid")) };
  if (bytes === null) return { problem: { status: 413 } };
  const text = bytes.toString("utf8");
  if (isForm) return { body: Object.fromEntries(new URLSearchParams(text)) };
  const body = parseObject(text);
  return body === null ? { problem: badRequest(fieldError("invalid")) } : { body };
}

/** Null for anything but an object; nothing at all is an empty one. */
function parseObject(text: string): Record<string, unknown> | null {
  if (text.trim() === "") return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
}

/** As for Django's forms, a text of blanks alone is empty. A password is not: nothing of it is trimmed. */
function withoutBlanks(name: string, value: unknown): unknown {
  return typeof value === "string" && value.trim() === "" && !name.includes("password") ? "" : value;
}

/** As for Django's forms: null is no value, and neither is an empty list. */
function isEmpty(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** The fields of an operation; an empty text is no value either where none is required. */
export function checkFields(
  body: Body,
  { body: fields, isForm, signup, rules }: Operation,
): { body: Body } | { problem: Answer } {
  if (fields === undefined) return { body: {} };
  const isOptional = (name: string) =>
    Object.hasOwn(fields.shape, name) && (fields.shape[name]?.safeParse(undefined).success ?? false);
  const given = Object.fromEntries(
    Object.entries(body)
      .map(([name, value]): [string, unknown] => [name, withoutBlanks(name, value)])
      .filter(([name, value]) => !isEmpty(value) && !(value === "" && isOptional(name))),
  );
  // What is wrong with a form is told in the URL of the next page, by whoever reads it.
  if (isForm) return { body: given };
  const parsed = fields.partial().safeParse(given);
  if (parsed.success) return { body: signup === undefined ? parsed.data : given };
  // Its types are wrong, so no procedure is asked: what is missing is told here as well.
  const { error = parsed.error } = fields.safeParse(given);
  const problems = inputProblems(error, given) ?? [];
  const tooLong = parsed.error.issues.filter(({ code }) => code === "too_big").map(({ path }) => path.join("."));
  const errors = problems.map((problem) => {
    const { param } = problem;
    return param !== undefined && tooLong.includes(param) ? fieldError("max_length", param) : translate(problem, rules);
  });
  return { problem: badRequest(...errors) };
}
