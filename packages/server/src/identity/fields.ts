import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { AuthProblem } from "../lib/authError.ts";
import { isStorableText } from "../lib/text.ts";
import { inputTexts } from "../ports/texts/inputTexts.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import { passwordFault } from "./passwords/passwords.ts";

export const MAX_IDENTIFIER = 600;
export const MAX_SECRET = 4_096;
export const MAX_CODE = 256;

/** Text that can be stored and sent: well-formed, without NUL, and of limited size. */
export const text = (max: number) => z.string().max(max, inputTexts.tooLong).refine(isStorableText, inputTexts.notText);
export const identifier = text(MAX_IDENTIFIER).min(1);
/** Never trimmed. */
export const password = text(MAX_SECRET).min(1);
/** A new password: its problems are reported together with those of the other fields. */
export function newPassword({ account }: ResolvedOptions) {
  return text(MAX_SECRET).superRefine(async (typed, context) => {
    const fault = await passwordFault(typed, account.password);
    if (fault !== null) context.addIssue(faultOf(fault));
  });
}

/** A broken rule, with our own error code; see `inputProblems`. */
export function faultOf(authCode: AuthErrorCode) {
  return { code: "custom", message: authCode, params: { authCode } } as const;
}

/**
 * A rule about several fields that is checked even when one of them is invalid by itself, so that every problem is
 * reported at once.
 *
 * @param rule gets the raw input, and returns its problem
 */
export function alwaysAsked<Input extends object>(rule: (input: Input) => AuthProblem | null) {
  return z.core._check<Input>(
    ({ value, issues }) => {
      const problem = typeof value === "object" && value !== null ? rule(value) : null;
      if (problem === null) return;
      // Before the field's own problems: of a password that is common and resembles its owner's name, the latter is reported
      // first.
      issues.unshift({
        ...faultOf(problem.code),
        path: problem.param === undefined ? [] : [problem.param],
        input: value,
      });
    },
    { when: () => true },
  );
}

/** An empty code is accepted here: it counts as an answer, as any wrong one does. */
export const codeInput = z.object({ code: text(MAX_CODE) });
