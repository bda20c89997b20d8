import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { AuthProblem } from "../lib/authError.ts";
import { isStorableText } from "../lib/text.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import { passwordFault } from "./passwords/passwords.ts";

export const MAX_IDENTIFIER = 600;
export const MAX_SECRET = 4_096;
export const MAX_CODE = 256;

/** Text that can be stored and sent: well-formed, without NUL, and of a size that is worth looking at. */
export const text = (max: number) => z.string().max(max, "too long").refine(isStorableText, "not well-formed text");
export const identifier = text(MAX_IDENTIFIER).min(1);
/** Never trimmed. */
export const password = text(MAX_SECRET).min(1);
/** A password that is being chosen: what is wrong with it is told beside what is wrong with the other fields. */
export function newPassword({ account }: ResolvedOptions) {
  return text(MAX_SECRET).superRefine(async (typed, context) => {
    const fault = await passwordFault(typed, account.password);
    if (fault !== null) context.addIssue(faultOf(fault));
  });
}

/** A rule that is broken, by our own code for it; see `inputProblems`. */
export function faultOf(authCode: AuthErrorCode) {
  return { code: "custom", message: authCode, params: { authCode } } as const;
}

/**
 * A rule about several fields that is asked even when one of them is wrong by itself, so that every fault is told at once.
 *
 * @param rule gets the input as it came, and gives what is wrong with it
 */
export function alwaysAsked<Input extends object>(rule: (input: Input) => AuthProblem | null) {
  return z.core._check<Input>(
    ({ value, issues }) => {
      const problem = typeof value === "object" && value !== null ? rule(value) : null;
      if (problem === null) return;
      // Before what a field is told by itself: of a password that is common and like its owner's name, the latter.
      issues.unshift({
        ...faultOf(problem.code),
        path: problem.param === undefined ? [] : [problem.param],
        input: value,
      });
    },
    { when: () => true },
  );
}

/** An empty code is let through: it counts as an answer, as any wrong one does. */
export const codeInput = z.object({ code: text(MAX_CODE) });
