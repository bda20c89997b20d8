import { createHash } from "node:crypto";
import type { ResolvedOptions } from "../../config/options.ts";
import { useTokenOnce } from "../../db/tokens/usedTokens.ts";
import { readChallengeToken } from "../../http/client.ts";
import { addressBucket } from "../../http/clientAddress.ts";
import { isOwnHost } from "../../http/csrf.ts";
import { AuthError } from "../../lib/authError.ts";
import type { ChallengeCall, ChallengeOutcome, ChallengePort } from "../../ports/challenge/challenge.ts";
import { ANSWER_TIMEOUT, withDeadline } from "../../ports/deadline.ts";
import type { ChallengeAction } from "../../wire/errors.ts";
import type { AuthRequest } from "../request.ts";
import { presentedTrustHash } from "../sessions/trustedBrowser.ts";
import { emitEvent } from "../transaction.ts";
import type { LimitSubject } from "./limits.ts";

/** A call that may have to solve a challenge. */
export interface ChallengedCall {
  action: ChallengeAction;
  /** Whether one of its limits is half used up. */
  isSuspicious: boolean;
  exempt: LimitSubject["exempt"];
}

/** Why a call was refused. */
export interface ChallengeRefusal {
  error: AuthError;
  /**
   * Whether the call still counts against the limits of its frequency: a wrong solution cost a request to the provider. One
   * that is merely sent again with a solution counts once.
   */
  counts: boolean;
}

type Challenge = NonNullable<ResolvedOptions["challenge"]>;

/** Seconds. */
const RETRY_AFTER = 30;

/** Verifies the solution that a call must come with. @returns null when it may go on */
export async function refusedByChallenge(
  request: AuthRequest,
  { action, isSuspicious, exempt }: ChallengedCall,
): Promise<ChallengeRefusal | null> {
  const { challenge } = request.runtime.options;
  // The app's own calls on its server send no headers, and are no bots.
  if (challenge === undefined || !request.exchange.isRequest) return null;
  const when = challenge[action];
  if (when === "never" || (when === "suspicious" && !isSuspicious)) return null;
  if (exempt !== undefined && presentedTrustHash(request) !== null && (await exempt()) !== null) return null;
  const call = callOf(request, action);
  const token = readChallengeToken(request.exchange);
  if (token === null) return challenged(request, challenge, { call, isWrong: false });
  const outcome = await verify(challenge.by, token, call);
  if (outcome.status === "unavailable") return unavailable(request, challenge, `verify solutions: ${outcome.reason}`);
  if (outcome.status === "solved" && (await useOnce(request, challenge.by, outcome))) return null;
  emitEvent(request, { type: "challenge_failed", userId: null, detail: action });
  return challenged(request, challenge, { call, isWrong: true });
}

/**
 * Asks the call for a challenge. One that nobody can give it is like a solution that nobody can verify.
 *
 * @param isWrong whether it has come with a solution
 */
async function challenged(
  request: AuthRequest,
  challenge: Challenge,
  { call, isWrong }: { call: ChallengeCall; isWrong: boolean },
): Promise<ChallengeRefusal | null> {
  const { by } = challenge;
  const { action } = call;
  try {
    const parameters = await inTime(by, () => by.create(call));
    if (!isWrong) emitEvent(request, { type: "challenge_required", userId: null, detail: action });
    const error = new AuthError("challenge_required", { challenge: { kind: by.kind, action, parameters } });
    return { error, counts: isWrong };
  } catch (error) {
    return unavailable(request, challenge, `create challenges: ${messageOf(error)}`);
  }
}

/** @param what cannot be done, and why */
function unavailable(request: AuthRequest, challenge: Challenge, what: string): ChallengeRefusal | null {
  const { kind } = challenge.by;
  request.runtime.reportError(new Error(`challenge.by: ${kind} cannot ${what}`));
  emitEvent(request, { type: "challenge_unavailable", userId: null, detail: kind });
  if (challenge.whenUnavailable === "allow") return null;
  return { error: new AuthError("temporarily_unavailable", { retryAfter: RETRY_AFTER }), counts: true };
}

function callOf({ runtime, ip, now }: AuthRequest, action: ChallengeAction): ChallengeCall {
  const { secrets, options } = runtime;
  const { kind } = options.challenge?.by ?? { kind: "" };
  const [first = "", ...others] = secrets.macs("challenge", kind);
  return {
    action,
    ip,
    network: ip === null ? null : addressBucket(ip),
    now,
    keys: [first, ...others],
    isOwnHost: (hostname) => isOwnHost(hostname, options),
  };
}

/** A port of the app's own that throws, or does not answer, has verified nothing. */
async function verify(by: ChallengePort, token: string, call: ChallengeCall): Promise<ChallengeOutcome> {
  if (token === "") return { status: "wrong" };
  try {
    return await inTime(by, () => by.verify(token, call));
  } catch (error) {
    return { status: "unavailable", reason: messageOf(error) };
  }
}

function inTime<Value>({ kind }: ChallengePort, work: () => Value | Promise<Value>): Promise<Value> {
  return withDeadline({ who: kind, milliseconds: ANSWER_TIMEOUT }, work);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "it failed";
}

/** Of all calls with the same solution, however they arrive, one succeeds. */
function useOnce(
  { runtime: { database } }: AuthRequest,
  { kind }: ChallengePort,
  { id, expiresAt }: { id: string; expiresAt: Date },
): Promise<boolean> {
  const keyHash = createHash("sha256").update(`challenge:${kind}:${id}`).digest("base64url");
  return useTokenOnce(database, { keyHash, expiresAt });
}
