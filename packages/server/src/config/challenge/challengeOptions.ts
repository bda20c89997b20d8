import { z } from "zod";
import type { ChallengePort } from "../../ports/challenge/challenge.ts";
import type { ChallengeAction } from "../../wire/errors.ts";
import { withMethod } from "../options/schemaParts.ts";

/**
 * When a call must solve a challenge: `suspicious` is when one of the limits that count it is half used up, by guesses or
 * calls of anybody. It never depends on whether an account exists.
 */
export type ChallengeWhen = "suspicious" | "always" | "never";

export interface ChallengeOptions {
  /** The challenge: one of `@latchkey/server/challenges`, or your own. */
  by: ChallengePort;
  /** For a login with a password. Not from a trusted browser, and never for a passkey. @default "suspicious" */
  login?: ChallengeWhen;
  /** For a signup, with a password or a passkey; not through a provider. @default "suspicious" */
  signup?: ChallengeWhen;
  /** For requesting a password reset. @default "suspicious" */
  reset?: ChallengeWhen;
  /** For requesting a login code, or another message to verify an address. @default "suspicious" */
  code?: ChallengeWhen;
  /**
   * What happens while solutions cannot be verified, or challenges not created, because the provider is down or does not
   * answer within five seconds: calls are let through, and only limited as without challenges, or they fail with
   * `temporarily_unavailable`. @default "allow"
   */
  whenUnavailable?: "allow" | "refuse";
}

const when = z.enum(["suspicious", "always", "never"]).default("suspicious");

export const challengeSchema = z
  .strictObject({
    login: when,
    signup: when,
    reset: when,
    code: when,
    whenUnavailable: z.enum(["allow", "refuse"]).default("allow"),
    by: withMethod<ChallengePort>("verify"),
  } satisfies Record<ChallengeAction | "by" | "whenUnavailable", z.ZodType>)
  .optional();
