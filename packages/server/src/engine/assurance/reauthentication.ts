import { isRequiredIn, type ReauthenticationArea } from "../../config/options/reauthenticationOptions.ts";
import type { ResolvedOptions } from "../../config/options.ts";
import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import type { FoundSession } from "../../db/sessions.ts";
import { AuthError } from "../../lib/authError.ts";
import type { Flow } from "../../wire/flow.ts";
import type { MfaType } from "../../wire/mfa.ts";
import type { AuthenticationMethod } from "../../wire/state.ts";
import type { AuthTransaction } from "../authTransaction.ts";
import { usableFactors } from "../factors.ts";
import type { AuthRequest } from "../request.ts";
import { renewToken } from "../sessions/renewToken.ts";
import type { TokenGrant } from "../tokens/accessTokens.ts";
import { prepareRenewal, type RenewedSession } from "../tokens/sessionTokens.ts";
import { viewSession, viewUser } from "../view.ts";
import { isGivenWithin } from "./level.ts";
import { providersToReauthenticate } from "./providerReauthentication.ts";

/** Whether a credential was given within `account.reauthentication.timeout`. */
function isRecent({ session }: FoundSession, request: AuthRequest): boolean {
  const { timeout } = request.runtime.options.account.reauthentication;
  return isGivenWithin(session.reauthenticatedAt, timeout, request.now);
}

/** @throws AuthError `reauthentication_required`, with the available methods */
export async function assertRecent(current: FoundSession, request: AuthRequest): Promise<void> {
  if (isRecent(current, request)) return;
  throw new AuthError("reauthentication_required", { flows: await reauthenticationFlows(current, request) });
}

/**
 * How a user may reauthenticate. One with neither password nor factor does so at a provider, or else logs in again:
 * nothing else verifies that it is still the same person.
 */
export async function reauthenticationFlows({ user }: FoundSession, request: AuthRequest): Promise<Flow[]> {
  const { runtime } = request;
  const account = await findAccountById(runtime.database, user.id);
  const types = account === null ? [] : factorsToReauthenticate(account, runtime.options);
  const providers = account === null ? [] : await providersToReauthenticate(request, account);
  const flows: Flow[] = [
    ...(user.passwordHash === null || runtime.options.social.only
      ? []
      : [{ id: "reauthenticate", isPending: false } as const]),
    ...(types.length === 0 ? [] : [{ id: "mfa_reauthenticate", isPending: false, types } as const]),
    ...(providers.length === 0 ? [] : [{ id: "provider_reauthenticate", isPending: false, providers } as const]),
  ];
  return flows.length === 0 ? [{ id: "login", isPending: false }] : flows;
}

/** Its factors, and a passkey that is none: it proves that it is still the same person as well. */
function factorsToReauthenticate(account: Account, options: ResolvedOptions): MfaType[] {
  const types = usableFactors(account, options);
  const isAdded = account.hasAutomaticPasskey === true && options.mfa.types.includes("webauthn");
  return isAdded && !types.includes("webauthn") ? [...types, "webauthn"] : types;
}

/** What {@link recordReauthentication} needs for an app's tokens; before the transaction, since it may call the app. */
export function prepareReauthentication(
  request: AuthRequest,
  { current, method }: { current: FoundSession; method: AuthenticationMethod | null },
): Promise<TokenGrant | null> {
  const { methods } = current.session;
  return prepareRenewal(request, current, {
    reauthenticatedAt: request.now,
    methods: method === null ? methods : withMethod(methods, method),
  });
}

/**
 * Records that a credential was given again in this session, and renews its token.
 *
 * @returns the session with its new token, for `renewedState`
 * @throws AuthError `session_gone`, `cookies_unavailable`
 */
export async function recordReauthentication(
  request: AuthRequest,
  { current, method, grant, detail }: Reauthentication,
  transaction: AuthTransaction,
): Promise<RenewedSession> {
  const { session, user } = current;
  const methods = withMethod(session.methods, method);
  const also = { methods, reauthenticatedAt: request.now };
  const given = await renewToken(request, { current, grant, also }, transaction);
  const event = { type: "reauthenticated", userId: user.id, sessionId: session.id } as const;
  transaction.emit(detail === undefined ? event : { ...event, detail });
  return given;
}

interface Reauthentication {
  current: FoundSession;
  method: AuthenticationMethod;
  grant: TokenGrant | null;
  /** The provider's id. */
  detail?: string;
}

/** Reauthentications that a session keeps: one that lasts for weeks must not grow with each. */
const MAX_REAUTHENTICATIONS = 15;

/** What was given at login stays: the level of the session rests on it. */
function withMethod(methods: readonly AuthenticationMethod[], method: AuthenticationMethod): AuthenticationMethod[] {
  const isLater = (one: AuthenticationMethod) => "reauthenticated" in one;
  const later = [...methods.filter(isLater), method];
  return [...methods.filter((one) => !isLater(one)), ...later.slice(-MAX_REAUTHENTICATIONS)];
}

/** As {@link assertRecent}, unless the app requires no recent authentication in this area. */
export async function assertGuarded(
  current: FoundSession,
  request: AuthRequest,
  area: ReauthenticationArea,
): Promise<void> {
  if (!(await isConfirmed(current, request, area))) await assertRecent(current, request);
}

/** Whether a credential was given recently, or none is required in this area. */
export async function isConfirmed(
  current: FoundSession,
  request: AuthRequest,
  area: ReauthenticationArea,
): Promise<boolean> {
  if (isRecent(current, request)) return true;
  const isRequired = isRequiredIn(request.runtime.options.account.reauthentication.required, area);
  const { isReauthenticationRequired } = request.runtime.options.hooks;
  if (isReauthenticationRequired === undefined) return !isRequired;
  const { session, user, primaryEmail } = current;
  const methods = [...session.methods];
  const call = { area, isRequired, session: viewSession(request, session), methods, client: request.client };
  // Anything but a plain false requires it: a hook in JavaScript that forgets to return must not open an area.
  return (await isReauthenticationRequired(viewUser(user, primaryEmail), call)) === false;
}
