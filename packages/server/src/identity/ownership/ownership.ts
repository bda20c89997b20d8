import type { Account } from "../../db/accounts/accounts.ts";

/**
 * Whose account is this? The one answer, as pure functions of accounts as they stand.
 *
 * A contact (an address or number) gives power over an account only while it is verified there. An account of which nothing
 * was ever verified belongs to whoever shows up first at the contact that it was made with: until then it may have been
 * prepared by somebody who lies in wait. An address that somebody merely added to an account of theirs gives nothing.
 */

/** An address or number, as somebody who reads its messages controls it. */
export interface Contact {
  via: "email" | "phone";
  recipient: string;
}

/** The addresses of an account that still stand: one that was added and not verified in time is gone. */
export function standingEmails(emails: Account["emails"], now: Date): Account["emails"] {
  return emails.filter(({ addedUntil }) => addedUntil === null || addedUntil > now);
}

/** Whether the account has verified this contact. */
export function hasVerified({ user, emails }: Account, { via, recipient }: Contact): boolean {
  if (via === "phone") return user.phone === recipient && user.phoneVerifiedAt !== null;
  return emails.some(({ address, verifiedAt }) => address === recipient && verifiedAt !== null);
}

/** Whether anything of the account is verified. */
export function hasVerifiedContact({ user, emails }: Account): boolean {
  return user.phoneVerifiedAt !== null || emails.some(({ verifiedAt }) => verifiedAt !== null);
}

/** Whether the account was made with this contact, or has verified it. */
export function isOwnContact({ user, emails }: Account, { via, recipient }: Contact): boolean {
  if (via === "phone") return user.phone === recipient;
  return emails.some(({ address, addedUntil }) => address === recipient && addedUntil === null);
}

/**
 * Whether the contact stands with the account, so that nobody else is let have it before they verify it: verified there, or
 * what the account was made with, while nothing of it is verified. Once something else is, it is known whose account it is,
 * and not that they read this contact too: it blocks nobody.
 */
export function standsWith(account: Account, contact: Contact): boolean {
  return hasVerified(account, contact) || (!hasVerifiedContact(account) && isOwnContact(account, contact));
}

/** The addresses that stand with an account. */
export function standingAddresses(account: Account): Account["emails"] {
  return account.emails.filter(({ address }) => standsWith(account, { via: "email", recipient: address }));
}

/**
 * The account that whoever controls a contact may open by a code, a reset, or a provider that has verified the address.
 *
 * The one that has verified it; where nobody has, one that was made with it and of which nothing is verified. Never one of
 * which something else is verified: its owner is known, and it is not shown that this is the same person.
 *
 * @param accounts those that have the contact, the oldest first
 */
export function ownedAccount(contact: Contact, accounts: readonly Account[]): Account | null {
  const owner = accounts.find((account) => hasVerified(account, contact));
  if (owner !== undefined) return owner.user.isActive ? owner : null;
  return accounts.find((account) => account.user.isActive && standsWith(account, contact)) ?? null;
}

/** The accounts that an identifier logs in to, by a password of theirs: only its owner's, where there is one. */
export function accountsFor(contact: Contact | null, accounts: readonly Account[]): Account[] {
  if (contact === null) return [...accounts];
  const owner = accounts.find((account) => hasVerified(account, contact));
  if (owner !== undefined) return [owner];
  const own = accounts.filter((account) => isOwnContact(account, contact));
  // Where only some are compared, those who have verified something else come last.
  return [
    ...own.filter((account) => standsWith(account, contact)),
    ...own.filter((account) => !standsWith(account, contact)),
  ];
}

/** What goes from an account, and what becomes of it. */
export interface Takeover {
  /** The account as it is left. */
  account: Account;
  /** Its password, which somebody may have chosen to lie in wait. */
  losesPassword: boolean;
  /** Its factors and connections, likewise. */
  losesCredentials: boolean;
  /** Its number, which nobody has verified. */
  losesPhone: boolean;
  /** Whether the contact's address becomes the primary one. */
  becomesPrimary: boolean;
}

/**
 * What happens when the owner shows up: somebody has verified the contact by other means than the account's own session or
 * pending signup.
 *
 * Only verified contacts stay, and the verified one becomes primary where the primary one was not. Where nothing had been
 * verified before, factors and connections go, unless the app itself vouched for them; and the password goes, but for a
 * link: whoever opens it confirms the signup that mailed it, on whatever device they read their mail.
 */
export function ownerShowsUp(
  account: Account,
  { contact, by, at }: { contact: Contact; by: "code" | "reset" | "provider" | "link"; at: Date },
): Takeover {
  const { user, factors, importedFactors } = account;
  const isNew = !hasVerifiedContact(account);
  const losesPhone = user.phone !== null && user.phoneVerifiedAt === null && !isContact(contact, "phone", user.phone);
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
    },
  };
}

/** The account with a contact of it verified. */
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

/** The account with another address in the place of one that is not verified, to be verified in its stead. */
export function withMovedEmail({ emails, ...account }: Account, from: string | null, to: string): Account {
  if (emails.some(({ address }) => address === to)) return { ...account, emails };
  // Of a hidden signup it may be one that a provider has verified, and that is another account's.
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
