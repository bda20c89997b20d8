import { type Account, findAccountBySocial, findAccountsByEmail } from "../db/accounts.ts";
import { findSocialAccountsOf, insertSocialAccount, replaceTokens } from "../db/socialAccounts.ts";
import { advance } from "../engine/advance.ts";
import type { Change } from "../engine/change.ts";
import { currentSession } from "../engine/current.ts";
import { beginLogin } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { type Contact, isProved, openableBy } from "../identity/contact.ts";
import { evictStrangers, proveContact, provedAccount } from "../identity/prove.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import type { Provider } from "../ports/provider.ts";
import type { AuthState } from "../wire/state.ts";
import { type SocialIdentity, socialMethod } from "./identity.ts";
import { signUpWith } from "./signup/begin.ts";

/**
 * Logs in with who somebody is at a provider: the account that is connected, else the one with an address that the
 * provider has verified (where the app trusts it with that), else a new one.
 *
 * @throws AuthError `already_authenticated`, `account_inactive`, `signup_closed`, `connected_other`
 */
export async function logInWith(
  request: AuthRequest,
  { provider, identity }: { provider: Provider; identity: SocialIdentity },
): Promise<AuthState> {
  if ((await currentSession(request)) !== null) throw new AuthError("already_authenticated");
  const { database } = request.runtime;
  const known = await findAccountBySocial(database, identity);
  if (known !== null) {
    const login = beginLogin(request, { account: known, methods: [socialMethod(request, identity)] });
    return advance(request, login, (within) => keepTokens(request, { account: known, identity }, within));
  }
  const owner = await ownerByEmail(request, identity);
  return owner === null ? signUpWith(request, { provider, identity }) : logInOwner(request, { ...owner, identity });
}

async function keepTokens(
  { runtime }: AuthRequest,
  { account, identity }: { account: Account; identity: SocialIdentity },
  { tx }: Change,
): Promise<void> {
  if (!runtime.options.social.storeTokens) return;
  const rows = await findSocialAccountsOf(tx, account.user.id);
  const row = rows.find(({ provider, uid }) => provider === identity.provider && uid === identity.uid);
  if (row === undefined) return;
  const to = runtime.secrets.seal("provider_tokens", JSON.stringify(identity.tokens), row.id);
  await replaceTokens(tx, { id: row.id, from: null, to });
}

/** The account with one of the addresses that the provider has verified, if the app trusts the provider so far. */
async function ownerByEmail(
  { runtime }: AuthRequest,
  { provider, emails }: SocialIdentity,
): Promise<{ account: Account; contact: Contact } | null> {
  const { emailAuthentication } = runtime.options.social;
  const isTrusted = Array.isArray(emailAuthentication) ? emailAuthentication.includes(provider) : emailAuthentication;
  if (!isTrusted) return null;
  for (const { address, verified } of emails) {
    if (!verified) continue;
    const contact = { via: "email", recipient: address } as const;
    const account = openableBy(contact, await findAccountsByEmail(runtime.database, address));
    if (account !== null) return { account, contact };
  }
  return null;
}

/**
 * Logs the owner of an address in to the account that has it. Of an account that nobody had proved, the password,
 * sessions, factors and connections go first: somebody may have made it to lie in wait there.
 */
function logInOwner(
  request: AuthRequest,
  { account, contact, identity }: { account: Account; contact: Contact; identity: SocialIdentity },
): Promise<AuthState> {
  const { autoConnect } = request.runtime.options.social;
  const evicts = !isProved(account, contact);
  const login = beginLogin(request, {
    account: provedAccount(account, { contact, evicts, at: request.now }),
    methods: [socialMethod(request, identity)],
    email: contact.recipient,
  });
  return advance(request, login, async (within) => {
    if (evicts) {
      if (!(await proveContact(request, { account, contact }, within)))
        return new Refusal(new AuthError("invalid_token"));
      await evictStrangers(request, { account, contact, keptFlowId: login.flowId }, within);
    }
    if (!autoConnect) return;
    const userId = account.user.id;
    const row = { ...identity.connection, userId, createdAt: request.now };
    if (await insertSocialAccount(within.tx, row))
      within.emit({ type: "account_connected", userId, detail: identity.provider });
  });
}
