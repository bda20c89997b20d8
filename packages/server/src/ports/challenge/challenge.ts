import type { ChallengeAction, ChallengeParameters } from "../../wire/errors.ts";

/** The call that a challenge is for. */
export interface ChallengeCall {
  readonly action: ChallengeAction;
  /** The client's address; null when unknown. */
  readonly ip: string | null;
  /** The network of the address, such as the /64 of IPv6; null when unknown. */
  readonly network: string | null;
  readonly now: Date;
  /** Keys for this kind of challenge, derived from the app's secrets: the first one signs, all of them verify. */
  readonly keys: readonly [string, ...string[]];
  /** Whether a host name is the app's own, by `origin` and `trustedOrigins`. */
  isOwnHost(hostname: string): boolean;
}

/** What became of a solution. */
export type ChallengeOutcome =
  | {
      status: "solved";
      /** Identifies the challenge, however its solution is spelt: it is accepted once. */
      id: string;
      /** From when on it is refused without remembering it. */
      expiresAt: Date;
    }
  | { status: "wrong" }
  /** It cannot be verified now. Never because of what the client sent. @param reason for the log, without secrets */
  | { status: "unavailable"; reason: string };

/** A kind of challenge. One that throws, or does not answer within five seconds, counts as unavailable. */
export interface ChallengePort {
  /** What clients distinguish it by. */
  readonly kind: string;
  /** What a client needs to solve it: public, and survives JSON. Called for each call that is refused, so it is cheap. */
  create(call: ChallengeCall): ChallengeParameters | Promise<ChallengeParameters>;
  /** Verifies a solution. Never in a transaction. @param token as the client sent it, at most 8192 characters */
  verify(token: string, call: ChallengeCall): Promise<ChallengeOutcome>;
}
