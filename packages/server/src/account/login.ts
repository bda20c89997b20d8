import { type Account, replacePasswordHash } from "../db/accounts.ts";
import { advance } from "../engine/advance.ts";
import { emitEvent } from "../engine/change.ts";
import { currentSession } from "../engine/current.ts";
import type { LimitPlan } from "../engine/limitPlan.ts";
import { beginLogin } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { isTrusted } from "../engine/trustedBrowser.ts";
import { findByIdentifier, type Identifier, limitKey } from "../identity/identifiers.ts";
import { accountsFor, hasProved } from "../identity/ownership.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthenticationMethod, AuthState } from "../wire/state.ts";
import { MISMATCH, readIdentifier } from "./loginIdentifier.ts";

export interface LoginInput {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password: string;
  /** False: the session ends with the browser [true]. */
  remember?: boolean | undefined;
}

/** Several accounts share an identifier only while none has verified it; each costs a hash. */
const MAX_CANDIDATES = 3;

export const loginLimits: LimitPlan = {
  volume: ["login"],
  guesses: { names: ["loginFailed"], errors: Object.values(MISMATCH) },
  isKeyed: true,
};

/**
 * Logs in with an identifier and a password.
 *
 * @throws AuthError `required`; `invalid_login` without exactly one identifier of those that are asked for;
 *   `*_password_mismatch`, the same for nobody and for a wrong password; `too_many_login_attempts`;
 *   `already_authenticated`; `account_inactive`
 */
export async function login(request: AuthRequest, input: LoginInput): Promise<AuthState> {
  const identifier = readIdentifier(request.runtime.options, input);
  if ("code" in identifier) throw new AuthError([identifier]);
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  await request.limits.take({ key: limitKey(identifier), exempt: () => trustedLogin(request, identifier) });
  const found = await authenticate(request, identifier, input.password);
  if (found === null) throw await mismatch(request, identifier);
  const { account, upgraded } = found;
  if (!isProvedIdentifier(account, identifier)) request.limits.keepCounters();
  const began = beginLogin(request, {
    account,
    methods: [passwordMethod(request, identifier, account)],
    remember: input.remember ?? true,
    email: identifier.method === "email" ? identifier.value : null,
    phone: identifier.method === "phone" ? identifier.value : null,
  });
  if (upgraded === undefined) return advance(request, began);
  const { id, passwordHash } = account.user;
  const upgradedLogin = { ...began, account: { ...account, user: { ...account.user, passwordHash: upgraded } } };
  return advance(request, upgradedLogin, async ({ tx }) => {
    await replacePasswordHash(tx, { userId: id, from: passwordHash, to: upgraded });
  });
}

/** A success clears what strangers guessed at only where the account has proved that the identifier is its own. */
function isProvedIdentifier(account: Account, { method, value }: Identifier): boolean {
  return method === "username" || hasProved(account, { via: method, recipient: value });
}

interface Authenticated {
  account: Account;
  /** The password's hash in the hasher's own format, where the stored one is not. */
  upgraded?: string;
}

/** Does the same work for nobody as for somebody: one look-up, one hash. */
async function authenticate(
  { runtime }: AuthRequest,
  identifier: Identifier,
  password: string,
): Promise<Authenticated | null> {
  const { method, value } = identifier;
  const contact = method === "username" ? null : { via: method, recipient: value };
  const found = accountsFor(contact, await findByIdentifier(runtime.database, identifier));
  const [first = null, ...others] = found.slice(0, MAX_CANDIDATES);
  for (const account of [first, ...others]) {
    const { matches, upgraded } = await runtime.passwords.verify(password, account?.user.passwordHash ?? null);
    if (matches && account !== null) return upgraded === undefined ? { account } : { account, upgraded };
  }
  return null;
}

async function mismatch(request: AuthRequest, { method }: Identifier): Promise<AuthError> {
  emitEvent(request, { type: "login_failed", userId: null, code: MISMATCH[method] });
  return new AuthError(MISMATCH[method], { param: "password" });
}

function passwordMethod({ now }: AuthRequest, { method, value }: Identifier, { user }: Account): AuthenticationMethod {
  const at = now.toISOString();
  if (method === "username") return { method: "password", at, username: user.username ?? value };
  return { method: "password", at, [method]: value };
}

/** The owner's trusted browser still gets in while strangers' guesses have used up the account's limit. */
async function trustedLogin(request: AuthRequest, identifier: Identifier): Promise<string | null> {
  for (const { user } of await findByIdentifier(request.runtime.database, identifier)) {
    if (await isTrusted(request, user.id)) return `trusted:${user.id}`;
  }
  return null;
}
