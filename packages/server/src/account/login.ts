import { type Account, replacePasswordHash } from "../db/accounts.ts";
import { advance } from "../engine/advance.ts";
import { emitEvent } from "../engine/change.ts";
import { currentSession } from "../engine/current.ts";
import type { LimitPlan } from "../engine/limitPlan.ts";
import { beginLogin } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { isTrusted } from "../engine/trustedBrowser.ts";
import { findByIdentifier, type Identifier, identifierKey, normalizeIdentifier } from "../identity/identifiers.ts";
import { AuthError } from "../lib/authError.ts";
import type { AuthErrorCode } from "../wire/errors.ts";
import type { LoginMethod } from "../wire/session.ts";
import type { AuthenticationMethod, AuthState } from "../wire/state.ts";

export interface LoginInput {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password: string;
  /** False: the session ends with the browser [true]. */
  remember?: boolean | undefined;
}

const MISMATCH = {
  email: "email_password_mismatch",
  username: "username_password_mismatch",
  phone: "phone_password_mismatch",
} as const satisfies Record<LoginMethod, AuthErrorCode>;

/** Several accounts share an identifier only while none has verified it; each costs a hash. */
const MAX_CANDIDATES = 3;

export const loginLimits: LimitPlan = {
  volume: ["login"],
  guesses: { name: "loginFailed", errors: Object.values(MISMATCH), exempt: trustedLogin },
  key: identifierKey,
};

/**
 * Logs in with an identifier and a password.
 *
 * @throws AuthError `invalid_login` without exactly one identifier; `*_password_mismatch`, the same for nobody and for a
 *   wrong password; `already_authenticated`; `account_inactive`
 */
export async function login(request: AuthRequest, input: LoginInput): Promise<AuthState> {
  const identifier = soleIdentifier(request, input);
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  const found = await authenticate(request, identifier, input.password);
  if (found === null) throw await mismatch(request, identifier);
  const { account, upgraded } = found;
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

function soleIdentifier(request: AuthRequest, input: LoginInput): Identifier {
  const { loginMethods } = request.runtime.options.account;
  const given = loginMethods.filter((method) => input[method] !== undefined);
  const method = given[0];
  if (method === undefined || given.length > 1) throw new AuthError("invalid_login");
  const identifier = normalizeIdentifier(method, input[method] ?? "");
  if (identifier === null)
    throw new AuthError(method === "username" ? MISMATCH.username : "invalid", {
      param: method === "username" ? "password" : method,
    });
  return identifier;
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
  const [first = null, ...others] = (await findByIdentifier(runtime.database, identifier)).slice(0, MAX_CANDIDATES);
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
async function trustedLogin(request: AuthRequest, rawInput: unknown): Promise<string | null> {
  if (typeof rawInput !== "object" || rawInput === null) return null;
  for (const method of request.runtime.options.account.loginMethods) {
    const typed: unknown = Reflect.get(rawInput, method);
    const identifier = typeof typed === "string" ? normalizeIdentifier(method, typed) : null;
    if (identifier === null) continue;
    for (const { user } of await findByIdentifier(request.runtime.database, identifier)) {
      if (await isTrusted(request, user.id)) return `trusted:${user.id}`;
    }
  }
  return null;
}
