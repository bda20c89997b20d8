import { isSignupOpen } from "../../config/signupOpen.ts";
import type { Account } from "../../db/accounts/accounts.ts";
import { isUsernameTaken } from "../../db/accounts/users.ts";
import type { InvitationRow } from "../../db/rows.ts";
import { beginFlow } from "../../engine/flows/openFlow.ts";
import { newLogin, storeLogin } from "../../engine/login.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { describeProvider } from "../../identity/providerInfo.ts";
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
import { type Arrived, type SocialIdentity, socialMethod } from "../identity.ts";
import { acceptedInvitation, invitedEmails } from "../invited.ts";
import type { ProviderSignupState } from "../providerSignup.step.ts";
import { withProviderEmails } from "./emails.ts";
import { type Mapped, mapProfile } from "./mapped.ts";

/**
 * Creates an account from the provider's data, or requests what is missing.
 *
 * @throws AuthError `signup_closed`, `invalid_or_expired_key` (param `invitation`): nothing is stored
 */
export async function signUpWith(
  request: AuthRequest,
  { provider, identity: known, invitation: keyHash }: Arrived,
): Promise<AuthState> {
  const { options } = request.runtime;
  const invitation = await acceptedInvitation(request, keyHash);
  if (invitation === null && !(await isSignupOpen(options))) throw new AuthError("signup_closed");
  const identity = { ...known, emails: invitedEmails(known.emails, invitation) };
  const mapped = await mapProfile(request, { provider, identity });
  const beginning = { provider, identity, mapped, invitation };
  const built = options.social.autoSignup ? await buildProviderAccount(request, beginning) : null;
  if (built === null) return askForMore(request, beginning);
  return signUpAccount(request, {
    account: built,
    methods: [socialMethod(request, identity)],
    connects: identity.connection,
    accepts: invitation?.keyHash,
  });
}

interface Beginning {
  provider: Provider;
  identity: SocialIdentity;
  mapped: Mapped;
  invitation: InvitationRow | null;
}

/** The account for which the provider's data is sufficient; null when something is missing, or openly taken. */
async function buildProviderAccount(
  request: AuthRequest,
  { identity, mapped, invitation }: Beginning,
): Promise<Account | null> {
  const { options, database } = request.runtime;
  const { signup } = options.account;
  const [email] = identity.emails;
  const data = mapped.data === null ? null : { ...mapped.data, ...invitation?.data };
  if (data === null || signup.phone === "required" || (signup.email === "required" && email === undefined)) return null;
  const username = signup.username === "off" ? null : await freeUsername(request, mapped.username);
  if (username === null && signup.username === "required") return null;
  const account = await buildAccount(request, { data, ...(username === null ? {} : { username }) }, invitation?.id);
  const invited = invitation?.email;
  const built = await withoutTaken(request, withProviderEmails(request, { account, identity, entered: null, invited }));
  const [primary] = built.emails;
  if (invitation !== null || emailConflict(options) === "hide" || primary === undefined) return built;
  return (await belongsToSomebody(database, { via: "email", recipient: primary.address })) ? null : built;
}

const TRIES = 5;

/** The username, or a similar one that is free. */
async function freeUsername({ runtime }: AuthRequest, username: string | null): Promise<string | null> {
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

function askForMore(request: AuthRequest, { provider, identity, mapped, invitation }: Beginning): Promise<AuthState> {
  const login = newLogin(request, {
    account: null,
    methods: [socialMethod(request, identity)],
    isSignup: true,
    connects: identity.connection,
  });
  const { uid, display, emails, name } = identity;
  const info = describeProvider(provider);
  const { username, suggested: fields } = mapped;
  const invited = invitation === null ? {} : { invitation: invitation.keyHash };
  const described = { provider: provider.id, info, uid, display, emails, username, name, fields };
  const state: ProviderSignupState = { ...described, ...invited };
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
