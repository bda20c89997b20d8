import { errorTable } from "../http/errorTable.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import {
  type Answer,
  type FieldError,
  noStageAnswer,
  reauthenticationAnswer,
  unauthenticatedAnswer,
} from "./answers.ts";
import type { Conversation, Refused } from "./conversation.ts";

/** How a refusal is put in allauth's terms, where it differs from ours. */
export interface Translation {
  status?: 400 | 401 | 403 | 409;
  code?: string;
  /** Null: it concerns the whole form. */
  param?: string | null;
}

export interface ProblemRules {
  /** Our names of fields, with allauth's. */
  params?: Readonly<Record<string, string>>;
  codes?: Partial<Record<AuthErrorCode, Translation>>;
  /** What allauth says in place of `invalid`, by field. */
  invalid?: Readonly<Record<string, string>>;
}

type Problem = Refused["data"]["errors"][number];

/** Codes that allauth spells differently, or has in addition. */
const CODES: Partial<Record<AuthErrorCode, string>> = {
  username_blocked: "username_blacklisted",
  unknown_credential: "incorrect_code",
};

const MESSAGES: Readonly<Record<string, string>> = {
  invalid_choice: "This was not found. Reload the list.",
  invalid_phone: "Give the number with its country code, such as +4915112345678.",
  max_length: "This is too long. Shorten it.",
  account_not_found: "This account was not found. Reload the list.",
  select_only_one: "Enter an email address or a phone number, and only one of them.",
};

/** An error of the protocol, with the message for its code. */
export function fieldError(code: string, param?: string): FieldError {
  const own = Object.hasOwn(errorTable, code) ? errorTable[code as AuthErrorCode].message : undefined;
  const message = MESSAGES[code] ?? own ?? errorTable.invalid.message;
  return { code, message, ...(param === undefined ? {} : { param }) };
}

export function badRequest(...errors: FieldError[]): Answer {
  return { status: 400, errors };
}

/** The answer to a refused call. */
export async function refusalAnswer(
  conversation: Conversation,
  { error, data }: Refused,
  rules: ProblemRules = {},
): Promise<Answer> {
  const { errors, flows = [], retryAfter, challenge } = data;
  const [first] = errors;
  const own = first === undefined ? undefined : rules.codes?.[first.code];
  if (own?.status === 401) return noStageAnswer(conversation);
  if (own?.status !== undefined)
    return withErrors(
      own.status,
      errors.map((one) => translate(one, rules)),
    );
  switch (error.code) {
    case "UNAUTHORIZED":
      return first?.code === "reauthentication_required"
        ? reauthenticationAnswer(conversation, flows)
        : unauthenticatedAnswer(conversation);
    case "BAD_REQUEST":
      return { status: 400, errors: errors.map((one) => translate(one, rules)), retryAfter };
    case "FORBIDDEN":
      if (challenge !== undefined) return { status: 403, data: { challenge } };
      // A kind of client that is not accepted has no part in the protocol.
      return { status: first?.code === "client_not_allowed" ? 404 : 403 };
    case "CONFLICT":
      return { status: 409 };
    case "NOT_FOUND":
      return { status: 404 };
    case "TOO_MANY_REQUESTS":
      return { status: 429, retryAfter };
    case "SERVICE_UNAVAILABLE":
      return { status: 503, retryAfter };
    default:
      return { status: 500 };
  }
}

function withErrors(status: number, errors: FieldError[]): Answer {
  return status === 400 || errors.some(({ code }) => code === "unverified_email") ? { status, errors } : { status };
}

/** A problem in allauth's terms. */
export function translate({ code, param, message }: Problem, rules: ProblemRules = {}): FieldError {
  const own = rules.codes?.[code];
  // Of a field with fields of its own, allauth names only the outer one.
  const [root = ""] = (param ?? "").split(".");
  const name = param === undefined ? undefined : (rules.params?.[param] ?? param);
  const isNested = code === "invalid" && rules.invalid?.[root] !== undefined;
  const field = own?.param === undefined ? (isNested ? root : name) : (own.param ?? undefined);
  const instead =
    code === "invalid" ? (rules.invalid?.[root] ?? (field === "phone" ? "invalid_phone" : undefined)) : CODES[code];
  const known = own?.code ?? instead;
  if (known !== undefined && known !== code) return fieldError(known, field);
  return { code, message, ...(field === undefined ? {} : { param: field }) };
}
