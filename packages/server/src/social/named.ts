import type { AccountFinding } from "../config/options/socialOptions.ts";
import { type Account, findAccountById, findBySocial } from "../db/accounts/accounts.ts";
import { holdUser } from "../db/accounts/authority.ts";
import { holdProviderAccount } from "../db/credentials/socialAccounts.ts";
import { advance } from "../engine/advance.ts";
import { SignupsMet } from "../engine/flows/lookAgain.ts";
import { newLogin } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { emitEvent } from "../engine/transaction.ts";
import { type Contact, hasVerifiedContact, isOwnContact, ownerShowsUp } from "../identity/ownership/ownership.ts";
import { applyTakeover } from "../identity/ownership/showUp.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import { SetupError } from "../lib/setupError.ts";
import { isUuid } from "../lib/text.ts";
import type { Provider } from "../ports/provider.ts";
import type { AuthState } from "../wire/state.ts";
import { type SocialIdentity, socialMethod } from "./identity.ts";

interface Found {
  provider: Provider;
  identity: SocialIdentity;
}

/**
 * The account that the app names for a provider account which is connected to nobody; null when it names none, or one
 * that no longer exists.
 *
 * @throws AuthError the app's refusal
 */
export async function namedAccount(request: AuthRequest, { provider, identity }: Found): Promise<Account | null> {
  const { database, options } = request.runtime;
  const { id, name } = provider;
  const { profile, emails } = identity;
  const shown = emails.map(({ address: email, verified }) => ({ email, verified }));
  const finding = await options.social.findAccount?.({ provider: { id, name }, profile, emails: shown });
  if (finding === undefined || finding === null) return null;
  if (typeof finding === "object") throw refusalOf(request, { provider, refuse: finding.refuse });
  if (!isUuid(finding)) throw new SetupError(`social.findAccount: expected the id of a user, found "${finding}"`);
  return findAccountById(database, finding);
}

type RefusalCode = Extract<AccountFinding, { refuse: unknown }>["refuse"];

function refusalOf(request: AuthRequest, { provider, refuse }: { provider: Provider; refuse: RefusalCode }): AuthError {
  emitEvent(request, { type: "login_failed", userId: null, code: refuse, detail: provider.id });
  return new AuthError(refuse);
}

/**
 * Logs in to the account that the app named, and connects the provider account when the login is complete.
 *
 * The app says whose account it is meant to be, not that nobody else has prepared it: an account with contacts of which
 * none is verified is opened only by who has one of them, and loses what was set up in it.
 *
 * @throws AuthError `unverified_email` when nothing shows that
 */
export function logInNamed(
  request: AuthRequest,
  { account, identity }: { account: Account; identity: SocialIdentity },
): Promise<AuthState> {
  const contact = contactToVerify(account, identity);
  const takeover =
    contact === null
      ? null
      : { account, contact, takeover: ownerShowsUp(account, { contact, by: "provider", at: request.now }) };
  const login = newLogin(request, {
    account: takeover?.takeover.account ?? account,
    methods: [socialMethod(request, identity)],
    email: contact?.recipient ?? null,
    connects: identity.connection,
  });
  return advance(request, login, async (transaction): Promise<Refusal | void> => {
    const { tx } = transaction;
    const held = await holdUser(tx, account.user.id);
    if (held?.version !== account.user.version || !held.isActive) throw new AuthError("no_pending_flow");
    await holdProviderAccount(tx, identity);
    const { account: owner, hidden } = await findBySocial(tx, identity);
    // Connected meanwhile: a moment later the app would not have been asked.
    if (hidden !== null || (owner !== null && owner.user.id !== account.user.id)) throw new SignupsMet();
    if (takeover !== null && !(await applyTakeover(request, takeover, transaction)))
      return new Refusal(new AuthError("invalid_token"));
  });
}

/** The contact by which a user of a prepared account shows that it is theirs; null when nobody can have prepared it. */
function contactToVerify(account: Account, { emails }: SocialIdentity): Contact | null {
  const hasContacts = account.user.phone !== null || account.emails.length > 0;
  if (!hasContacts || hasVerifiedContact(account)) return null;
  const contacts = emails
    .filter(({ verified }) => verified)
    .map(({ address }): Contact => ({ via: "email", recipient: address }));
  const own = contacts.find((contact) => isOwnContact(account, contact));
  if (own === undefined) throw new AuthError("unverified_email");
  return own;
}
