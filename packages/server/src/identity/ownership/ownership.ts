import type { Account } from "../../db/accounts/accounts.ts";

/**
 * Decides who owns an account, as pure functions of accounts in memory.
 *
 * A contact (an address or number) gives control over an account only while it is verified there. An account without
 * any verified contact belongs to the first person who shows up at the contact that it was created with: until then an
 * attacker may have prepared it and be waiting. An address or number that was merely added to an account gives no
 * control.
 */

/** An address or number, as controlled by the person who reads its messages. */
export interface Contact {
  via: "email" | "phone";
  recipient: string;
}

/** The addresses of an account that are still valid: one that was added and not verified in time is not. */
export function standingEmails(emails: Account["emails"], now: Date): Account["emails"] {
  return emails.filter(({ addedUntil }) => addedUntil === null || addedUntil > now);
}

/** Whether the account has verified this contact. */
export function hasVerified({ user, emails }: Account, { via, recipient }: Contact): boolean {
  if (via === "phone") return user.phone === recipient && user.phoneVerifiedAt !== null;
  return emails.some(({ address, verifiedAt }) => address === recipient && verifiedAt !== null);
}

/** Whether the account has any verified contact. */
export function hasVerifiedContact({ user, emails }: Account): boolean {
  return user.phoneVerifiedAt !== null || emails.some(({ verifiedAt }) => verifiedAt !== null);
}

/** Whether the account was created with this contact, or has verified it; or whether it is the account's number. */
export function isOwnContact({ user, emails }: Account, { via, recipient }: Contact): boolean {
  if (via === "phone") return user.phone === recipient;
  return emails.some(({ address, addedUntil }) => address === recipient && addedUntil === null);
}

/** Whether the account belongs to the first person who shows up at the contact that it was created with. */
export function isUnproved(account: Account): boolean {
  const hasOwn = account.user.phoneClaim !== null || account.emails.some(({ addedUntil }) => addedUntil === null);
  return hasOwn && !hasVerifiedContact(account);
}

/**
 * Whether the contact belongs to the account, so that nobody else can have it before they verify it: it is verified
 * there, or the account was created with it and has no verified contact. Once another contact is verified, the owner is
 * known, but not that they read this contact too: it blocks nobody.
 */
export function standsWith(account: Account, contact: Contact): boolean {
  return hasVerified(account, contact) || (!hasVerifiedContact(account) && wasCreatedWith(account, contact));
}

/** Unlike {@link isOwnContact}, not for a number that was set within a session: the account does not claim it. */
function wasCreatedWith(account: Account, contact: Contact): boolean {
  return contact.via === "phone" ? account.user.phoneClaim === contact.recipient : isOwnContact(account, contact);
}

/** The addresses that belong to an account. */
export function standingAddresses(account: Account): Account["emails"] {
  return account.emails.filter(({ address }) => standsWith(account, { via: "email", recipient: address }));
}

/**
 * The account that the person who controls a contact may open by a code, a reset, or a provider that has verified the
 * address.
 *
 * The one that has verified it; if none has, one that was created with it and has no verified contact. Never one with
 * another verified contact: its owner is known, and nothing shows that this is the same person.
 *
 * @param accounts those that have the contact, the oldest first
 */
export function ownedAccount(contact: Contact, accounts: readonly Account[]): Account | null {
  const owner = accounts.find((account) => hasVerified(account, contact));
  if (owner !== undefined) return owner.user.isActive ? owner : null;
  return accounts.find((account) => account.user.isActive && standsWith(account, contact)) ?? null;
}

/** The accounts that an identifier may log in to by their password: only its owner's, where there is one. */
export function accountsFor(contact: Contact | null, accounts: readonly Account[]): Account[] {
  if (contact === null) return [...accounts];
  const owner = accounts.find((account) => hasVerified(account, contact));
  if (owner !== undefined) return [owner];
  const own = accounts.filter((account) => isOwnContact(account, contact));
  // Where only some are compared, those with another verified contact come last.
  return [
    ...own.filter((account) => standsWith(account, contact)),
    ...own.filter((account) => !standsWith(account, contact)),
  ];
}

/** What an account loses when its owner shows up. */
export interface Takeover {
  /** The account afterwards. */
  account: Account;
  /** Its password, which an attacker may have chosen. */
  losesPassword: boolean;
  /** Its factors and connections, likewise. */
  losesCredentials: boolean;
  /** Its number, which was never verified. */
  losesPhone: boolean;
  /** Whether the contact's address becomes the primary one. */
  becomesPrimary: boolean;
}

/**
 * What happens when the owner shows up: the contact was verified by other means than the account's own session or
 * pending signup.
 *
 * Only verified contacts are kept, and the verified one becomes primary where the primary one was not verified. If the
 * account had no verified contact before, factors and connections are removed, unless the app itself vouched for them.
 * So is the password, except with a link: opening it confirms the signup that mailed it, on whatever device its owner
 * reads mail. The number of that signup is kept with it where the app has nobody verify numbers: else it would be lost.
 */
export function ownerShowsUp(
  account: Account,
  {
    contact,
    by,
    at,
    keepsPhone = false,
  }: { contact: Contact; by: "code" | "reset" | "provider" | "link"; at: Date; keepsPhone?: boolean },
): Takeover {
  const { user, factors, importedFactors, unknownFactors } = account;
  const isNew = !hasVerifiedContact(account);
  const isPhoneUnverified =
    user.phone !== null && user.phoneVerifiedAt === null && !isContact(contact, "phone", user.phone);
  const losesPhone = isPhoneUnverified && !keepsPhone;
  const verified = withVerified(account, contact, at);
  const kept = verified.emails.filter(({ verifiedAt }) => verifiedAt !== null);
  const isPrimaryKept = kept.some(({ isPrimary }) => isPrimary);
  const becomesPrimary =
    contact.via === "email" && !isPrimaryKept && kept.some((row) => row.address === contact.recipient);
  const losesPassword = isNew && by !== "link" && user.passwordHash !== null;
  return {
    losesPhone,
    becomesPrimary,
    losesPassword,
    losesCredentials: isNew,
    account: {
      user: {
        ...verified.user,
        phone: losesPhone ? null : verified.user.phone,
        passwordHash: losesPassword ? null : user.passwordHash,
      },
      emails: kept.map((row) => ({
        ...row,
        isPrimary: becomesPrimary ? row.address === contact.recipient : row.isPrimary,
      })),
      factors: isNew ? importedFactors : factors,
      importedFactors,
      ...(unknownFactors !== undefined && (!isNew || unknownFactors.isImported) ? { unknownFactors } : {}),
    },
  };
}

/** The account with one of its contacts verified. */
export function withVerified({ user, emails, ...account }: Account, { via, recipient }: Contact, at: Date): Account {
  if (via === "phone")
    return { ...account, emails, user: { ...user, phone: recipient, phoneVerifiedAt: user.phoneVerifiedAt ?? at } };
  return {
    ...account,
    user,
    emails: emails.map((row) =>
      row.address === recipient ? { ...row, verifiedAt: row.verifiedAt ?? at, addedUntil: null } : row,
    ),
  };
}

/** The account with another address in place of an unverified one, to be verified instead. */
export function withMovedEmail({ emails, ...account }: Account, from: string | null, to: string): Account {
  if (emails.some(({ address }) => address === to)) return { ...account, emails };
  // A hidden signup may have one that a provider has verified, and that belongs to another account.
  const former =
    emails.find(({ address }) => address === from) ?? emails.find(({ verifiedAt }) => verifiedAt === null) ?? emails[0];
  return {
    ...account,
    emails: emails.map((row) => (row === former ? { ...row, address: to, verifiedAt: null } : row)),
  };
}

function isContact({ via, recipient }: Contact, wanted: Contact["via"], value: string): boolean {
  return via === wanted && recipient === value;
}
