import { type Account, findBySocial } from "../db/accounts/accounts.ts";
import { holdUser } from "../db/accounts/authority.ts";
import { findSocialAccountsOf, replaceTokens } from "../db/credentials/socialAccounts.ts";
import type { SocialAccountRow } from "../db/rows.ts";
import { advance } from "../engine/advance.ts";
import { authState } from "../engine/authState.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import { currentSession } from "../engine/current.ts";
import { lookAgain, SignupsMet } from "../engine/flows/lookAgain.ts";
import { newLogin } from "../engine/login.ts";
import type { AuthRequest, Completion } from "../engine/request.ts";
import { connectAccount } from "../identity/ownership/connect.ts";
import { type Contact, hasVerified, ownerShowsUp } from "../identity/ownership/ownership.ts";
import { afterTakeover, applyTakeover } from "../identity/ownership/showUp.ts";
import { logInHidden } from "../identity/signup/hiddenLogin.ts";
import { findOwner, makeOwnersAccount, ownersAccount } from "../identity/signup/hiddenSignup.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import { SetupError } from "../lib/setupError.ts";
import type { Provider } from "../ports/provider.ts";
import type { AuthState } from "../wire/state.ts";
import { type Arrived, type SocialIdentity, socialMethod } from "./identity.ts";
import { logInNamed, namedAccount } from "./named.ts";
import { openTokens } from "./providerTokens.ts";
import { signUpWith } from "./signup/begin.ts";

/**
 * Logs in with an identity at a provider: to the connected account, else to the one that the app names, else to the
 * one with an address that the provider has verified (where the app trusts it with that), else to a new one. A user who
 * is already logged in to that account stays logged in.
 *
 * @throws AuthError `already_authenticated` for a user who is logged in as another; `account_inactive`,
 *   `signup_closed`, `connected_other`
 */
export function logInWith(request: AuthRequest, found: Arrived): Promise<AuthState> {
  return lookAgain(request, () => logInAs(request, found));
}

async function logInAs(request: AuthRequest, { provider, identity, invitation }: Arrived): Promise<AuthState> {
  const { database } = request.runtime;
  const current = await currentSession(request);
  const { account: known, hidden } = await findBySocial(database, identity);
  if (current !== null) {
    const named = known ?? (await namedAccount(request, { provider, identity }));
    const user = named ?? (await ownerByEmail(request, { provider, identity }))?.account ?? null;
    if (user?.user.id !== current.user.id) throw new AuthError("already_authenticated");
    return authState(request);
  }
  if (known !== null) {
    const login = newLogin(request, { account: known, methods: [socialMethod(request, identity)] });
    return advance(request, login, (transaction) =>
      keepTokens(request, { userId: known.user.id, provider, identity }, transaction),
    );
  }
  if (hidden !== null)
    return logInHidden(
      request,
      hidden,
      { methods: [socialMethod(request, identity)], connects: identity.connection },
      // Without effect where nothing is connected, so that the response takes the same time; a new connection already has
      // these tokens.
      (transaction) => keepTokens(request, { userId: identity.connection.id, provider, identity }, transaction),
    );
  const named = await namedAccount(request, { provider, identity });
  if (named !== null) return logInNamed(request, { account: named, identity });
  const owner = await ownerByEmail(request, { provider, identity });
  if (owner !== null) return logInOwner(request, { ...owner, provider, identity });
  return signUpWith(request, { provider, identity, invitation }).catch((error: unknown) => {
    // Signed up in another window meanwhile: a moment later this would have been a login.
    throw error instanceof AuthError && error.code === "connected_other" ? new SignupsMet() : error;
  });
}

async function keepTokens(
  { runtime }: AuthRequest,
  { userId, provider: { id: app }, identity }: { userId: string; provider: Provider; identity: SocialIdentity },
  { tx }: AuthTransaction,
): Promise<void> {
  if (!runtime.options.social.storeTokens) return;
  const rows = await findSocialAccountsOf(tx, userId);
  const row = rows.find(({ provider, uid }) => provider === identity.provider && uid === identity.uid);
  const id = row?.id ?? identity.connection.id;
  // Many providers return a refresh token only at the first login.
  const refreshToken =
    identity.tokens.refreshToken ?? (row === undefined ? null : keptRefreshToken(runtime, { row, app }));
  if (refreshToken === undefined) return;
  const to = runtime.secrets.seal("provider_tokens", JSON.stringify({ ...identity.tokens, refreshToken, app }), id);
  await replaceTokens(tx, { id, from: null, to });
}

/**
 * The refresh token of an earlier login through the same app: a provider renews the tokens only of the app that got them.
 *
 * The user is logged in even if the stored tokens are sealed with a secret that was removed; the server's log reports
 * it.
 *
 * @returns undefined for tokens that only a newer version can read: they must not be replaced by fewer
 */
function keptRefreshToken(
  runtime: AuthRequest["runtime"],
  { row, app }: { row: SocialAccountRow; app: string },
): string | null | undefined {
  try {
    const kept = openTokens(runtime, row);
    return kept !== null && (kept.app ?? row.provider) === app ? kept.refreshToken : null;
  } catch (error) {
    runtime.reportError(error);
    return error instanceof SetupError ? null : undefined;
  }
}

interface AddressOwner {
  account: Account;
  /** The hidden signup from which the account is created. */
  hiddenAccount: Account | null;
  contact: Contact;
}

/** The owner of one of the addresses that the provider has verified, if the app trusts the provider with that. */
async function ownerByEmail(
  { runtime }: AuthRequest,
  { provider, identity }: { provider: Provider; identity: SocialIdentity },
): Promise<AddressOwner | null> {
  const { emailAuthentication } = runtime.options.social;
  const byDefault = Array.isArray(emailAuthentication)
    ? emailAuthentication.includes(provider.id)
    : emailAuthentication;
  if (!(provider.emailAuthentication ?? byDefault)) return null;
  for (const { address, verified } of identity.emails) {
    if (!verified) continue;
    const contact = { via: "email", recipient: address } as const;
    const { account, hiddenAccount } = await findOwner(runtime.database, contact);
    if (account !== null) return { account, hiddenAccount, contact };
    if (hiddenAccount !== null) return { account: ownersAccount(hiddenAccount, contact), hiddenAccount, contact };
  }
  return null;
}

/**
 * Logs the owner of an address in to the account that has it. If nobody had verified that account, its password,
 * sessions, factors and connections are removed first: an attacker may have prepared it. The provider account is
 * connected, where the app wants that, when the login is complete.
 */
function logInOwner(
  request: AuthRequest,
  {
    account,
    hiddenAccount,
    contact,
    provider,
    identity,
  }: AddressOwner & { provider: Provider; identity: SocialIdentity },
): Promise<AuthState> {
  const takeover = hasVerified(account, contact)
    ? null
    : ownerShowsUp(account, { contact, by: "provider", at: request.now });
  const login = newLogin(request, {
    account: takeover?.account ?? account,
    methods: [socialMethod(request, identity)],
    email: contact.recipient,
    connects: (provider.autoConnect ?? request.runtime.options.social.autoConnect) ? identity.connection : null,
  });
  return advance(request, login, async (transaction) => {
    if (hiddenAccount !== null) {
      const ends = afterTakeover(contact, undefined);
      // Another one has become an account with this address meanwhile.
      if (!(await makeOwnersAccount(request, { hiddenAccount, contact, ends }, transaction))) throw new SignupsMet();
    }
    if (takeover === null) return;
    const held = await holdUser(transaction.tx, account.user.id);
    if (held?.version !== account.user.version) throw new AuthError("no_pending_flow");
    if (!(await applyTakeover(request, { account, contact, takeover }, transaction)))
      return new Refusal(new AuthError("invalid_token"));
  });
}

/** Connects the provider account of a login, once every stage is passed. */
export const connectAtTheEnd: Completion = async (request, { account, connects, isSignup }, transaction) => {
  // A signup connected it when it created the account.
  if (account !== null && connects !== null && !isSignup)
    await connectAccount(request, { account, connects }, transaction);
};
