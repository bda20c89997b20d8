import type { RequiredMethod, ResolvedRequirement } from "../../config/assurance/requirement.ts";
import { findAccountById } from "../../db/accounts/accounts.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { AuthError, newerVersionNeeded } from "../../lib/authError.ts";
import type { Flow } from "../../wire/flow.ts";
import type { MfaType } from "../../wire/mfa.ts";
import type { AuthenticationMethod } from "../../wire/state.ts";
import { usableFactors } from "../factors.ts";
import type { AuthRequest } from "../request.ts";
import { assuranceOf, countedAt, hasFirstFactor, isGivenWithin, isTwoFactors, nextEnd } from "./level.ts";
import { reauthenticationFlows } from "./reauthentication.ts";

/**
 * Checks that a session has proved what a procedure requires.
 *
 * @throws AuthError `reauthentication_required`, with the ways that satisfy it; `second_factor_required` for a user who
 *   has none of the factors that it takes; `temporarily_unavailable` for one whose factor only a newer version knows
 */
export async function assertProved(
  current: FoundSession,
  request: AuthRequest,
  required: ResolvedRequirement,
): Promise<void> {
  const { session } = current;
  const judging = { now: request.now, options: request.runtime.options };
  const isGiven = isRecentlyGiven(current, request, required);
  const { level } = assuranceOf(session.methods, judging);
  if (isGiven && level >= required.level) return;
  const lacksFirst = required.level === 2 && !hasFirstFactor(countedAt(session.methods, judging));
  throw await missing(current, request, { required, isGiven, lacksFirst });
}

/**
 * Whether something that was begun when a requirement was met, such as a subscription, may go on: `within` said how
 * recently the credential had to be given then.
 *
 * @returns when this must be judged again, because something that was given stops counting, null for never; false: it
 *   is met no more
 */
export function stillProved(
  current: FoundSession,
  request: AuthRequest,
  required: ResolvedRequirement,
): Date | null | false {
  const { methods } = current.session;
  const judging = { now: request.now, options: request.runtime.options };
  const isMet =
    isRecentlyGiven(current, request, { ...required, within: undefined }) &&
    assuranceOf(methods, judging).level >= required.level;
  return isMet && nextEnd(methods, judging);
}

/** Whether a credential of the right kind was given, at the right time. */
function isRecentlyGiven(
  { session }: FoundSession,
  { now, runtime: { options } }: AuthRequest,
  { level, within, methods }: ResolvedRequirement,
): boolean {
  const isInTime = (at: Date) => within === undefined || isGivenWithin(at, within, now);
  // A signup or an imported session may have no method at all.
  if (level === 1 && methods === undefined) return isInTime(session.reauthenticatedAt);
  return countedAt(session.methods, { now, options }).some((one) => {
    const kind = kindOf(one);
    if (methods !== undefined && (kind === null || !methods.includes(kind))) return false;
    return isInTime(new Date(one.at)) && (level === 1 || one.method === "mfa" || isTwoFactors([one]));
  });
}

function kindOf(method: AuthenticationMethod): RequiredMethod | null {
  if (method.method === "mfa") return method.type;
  return method.method === "password" || method.method === "socialaccount" ? method.method : null;
}

interface Missing {
  required: ResolvedRequirement;
  isGiven: boolean;
  lacksFirst: boolean;
}

async function missing(
  current: FoundSession,
  request: AuthRequest,
  { required: { level, methods }, isGiven, lacksFirst }: Missing,
): Promise<AuthError> {
  const { runtime } = request;
  const isAllowed = (method: RequiredMethod) => methods === undefined || methods.includes(method);
  const ways = await reauthenticationFlows(current, request);
  const account = await findAccountById(runtime.database, current.user.id);
  const owned = account === null ? [] : usableFactors(account, runtime.options).filter(isAllowed);
  // The second factor is given already: what is left is the first, by whatever means.
  if (isGiven && lacksFirst) return asking(ways.filter(({ id }) => id !== "mfa_reauthenticate"));
  const suitable = ways.flatMap((way): Flow[] => {
    if (way.id === "mfa_reauthenticate") return owned.length === 0 ? [] : [{ ...way, types: owned }];
    if (way.id === "provider_reauthenticate")
      return isAllowed("socialaccount") && (level === 1 || runtime.options.social.level !== undefined) ? [way] : [];
    if (way.id === "reauthenticate") return isAllowed("password") && level === 1 ? [way] : [];
    return [];
  });
  if (suitable.length > 0) return asking(suitable);
  const types = runtime.options.mfa.types.filter((type) => type !== "recovery_codes" && isAllowed(type));
  const takesFactor = level === 2 || (methods?.every((method) => isFactorType(method)) ?? false);
  if (!takesFactor || types.length === 0) return asking([{ id: "login", isPending: false }]);
  // Who is asked for a factor must not add another one instead.
  return account?.unknownFactors === undefined ? lackingFactor(types) : newerVersionNeeded();
}

function isFactorType(method: RequiredMethod): method is MfaType {
  return method !== "password" && method !== "socialaccount";
}

function asking(flows: Flow[]): AuthError {
  const given: Flow[] = flows.length === 0 ? [{ id: "login", isPending: false }] : flows;
  return new AuthError("reauthentication_required", { flows: given });
}

function lackingFactor(types: MfaType[]): AuthError {
  return new AuthError("second_factor_required", { flows: [{ id: "mfa_enroll", isPending: false, types }] });
}
