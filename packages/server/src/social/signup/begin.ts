import { z } from "zod";
import { isSignupOpen } from "../../config/signupOpen.ts";
import type { Account } from "../../db/accounts/accounts.ts";
import { isUsernameTaken } from "../../db/accounts/users.ts";
import { beginFlow } from "../../engine/advance.ts";
import { newLogin, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { belongsToSomebody } from "../../identity/signup/belongsToSomebody.ts";
import { buildAccount } from "../../identity/signup/buildAccount.ts";
import { emailConflict } from "../../identity/signup/conflicts.ts";
import { signUpAccount } from "../../identity/signup/signUp.ts";
import { withoutTaken } from "../../identity/signup/withoutTaken.ts";
import { checkUsername } from "../../identity/usernames.ts";
import { AuthError } from "../../lib/authError.ts";
import { normalizeUsername } from "../../lib/username.ts";
import type { Provider } from "../../ports/provider.ts";
import type { AuthState } from "../../wire/state.ts";
import { type SocialIdentity, socialMethod } from "../identity.ts";
import type { ProviderSignupState } from "../providerSignup.step.ts";
import { withProviderEmails } from "./emails.ts";

/**
 * Creates an account from the provider's data, or requests what is missing.
 *
 * @throws AuthError `signup_closed`: nothing is stored
 */
export async function signUpWith(
  request: AuthRequest,
  { identity }: { provider: Provider; identity: SocialIdentity },
): Promise<AuthState> {
  const { options } = request.runtime;
  if (!(await isSignupOpen(options))) throw new AuthError("signup_closed");
  const built = options.social.autoSignup ? await buildProviderAccount(request, identity) : null;
  if (built === null) return askForMore(request, identity);
  return signUpAccount(request, {
    account: built,
    methods: [socialMethod(request, identity)],
    connects: identity.connection,
  });
}

/** The account for which the provider's data is sufficient; null when something is missing, or openly taken. */
async function buildProviderAccount(request: AuthRequest, identity: SocialIdentity): Promise<Account | null> {
  const { options, database } = request.runtime;
  const { signup } = options.account;
  const [email] = identity.emails;
  const fields = z.safeParse(signup.fields ?? z.object({}), {});
  if (!fields.success || signup.phone === "required" || (signup.email === "required" && email === undefined))
    return null;
  const username = signup.username === "off" ? null : await freeUsername(request, identity);
  if (username === null && signup.username === "required") return null;
  const account = await buildAccount(request, { data: fields.data, ...(username === null ? {} : { username }) });
  const built = await withoutTaken(request, withProviderEmails(request, { account, identity, entered: null }));
  const [primary] = built.emails;
  if (emailConflict(options) === "hide" || primary === undefined) return built;
  return (await belongsToSomebody(database, { via: "email", recipient: primary.address })) ? null : built;
}

const TRIES = 5;

/** The provider's username, or a similar one that is free. */
async function freeUsername({ runtime }: AuthRequest, { username }: SocialIdentity): Promise<string | null> {
  const base = normalizeUsername(username?.replace(/[^\p{L}\p{M}\p{N}_.+-]+/gu, "") ?? "")?.username;
  if (base === undefined) return null;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const suffix = attempt === 0 ? "" : String(100 + ((runtime.random.bytes(1)[0] ?? 0) % 156) + attempt * 256);
    const checked = checkUsername(`${[...base].slice(0, 100).join("")}${suffix}`, runtime.options);
    if ("code" in checked) continue;
    if (!(await isUsernameTaken(runtime.database, { usernameKey: checked.key }))) return checked.username;
  }
  return null;
}

function askForMore(request: AuthRequest, identity: SocialIdentity): Promise<AuthState> {
  const login = newLogin(request, {
    account: null,
    methods: [socialMethod(request, identity)],
    isSignup: true,
    connects: identity.connection,
  });
  const { provider, uid, display, emails, username } = identity;
  const state: ProviderSignupState = { provider, uid, display, emails, username };
  return beginFlow(request, {
    id: login.flowId,
    sessionId: null,
    userId: null,
    userVersion: null,
    step: "provider_signup",
    state,
    login: storeLogin(login),
    codeHash: null,
    createdAt: request.now,
    expiresAt: login.expiresAt,
  });
}
