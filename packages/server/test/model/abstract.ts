import type { Account } from "../../src/db/accounts/accounts.ts";
import { type Contact, hasVerified, hasVerifiedContact, isOwnContact } from "../../src/identity/ownership/ownership.ts";

/**
 * The accounts of a small world, in the form used by the rules: real `Account` values, evaluated by the product's own
 * pure functions, and everything that people hold for them.
 */
export interface State {
  readonly accounts: readonly Holding[];
  readonly held: readonly Held[];
}

export type Person = "owner" | "other";
export const PEOPLE = ["owner", "other"] as const;

/** An account, and what only the model knows about it, not the database. */
export interface Holding {
  readonly account: Account;
  /** Those who were in it rightfully since its owner last showed up. */
  readonly rights: readonly Person[];
  /** Who added its factor, and whether any contact of the account was verified then. */
  readonly factor: { by: Person; onProved: boolean } | null;
}

/** What a person holds: a session, or something issued for the account in a certain state. */
export interface Held {
  readonly what: "session" | "reset" | "code" | "link" | "signup" | "waiting";
  readonly by: Person;
  /** Index of the account. */
  readonly of: number;
  /** The contact to which it was sent. */
  readonly contact: Contact | null;
  /** The account's `version` for which it is valid; null if for any. */
  readonly version: number | null;
}

export const OWN: Contact = { via: "email", recipient: "owner@example.com" };
export const THEIRS: Contact = { via: "email", recipient: "other@example.com" };
export const NUMBER: Contact = { via: "phone", recipient: "+4915112345001" };
export const CONTACTS = [OWN, THEIRS, NUMBER] as const;
export const NOW = new Date("2030-01-01T12:00:00.000Z");

/** The person who reads messages to the contact. */
export function readerOf(contact: Contact): Person {
  return contact.recipient === THEIRS.recipient ? "other" : "owner";
}

/** The value that represents a password known only to this person. */
export function hashOf(person: Person): string {
  return `hash of what ${person} knows`;
}

export function newAccount(id: string, by: Person, contacts: readonly Contact[]): Account {
  const emails = contacts.filter(({ via }) => via === "email");
  const phone = contacts.find(({ via }) => via === "phone")?.recipient ?? null;
  return {
    user: {
      id,
      username: null,
      usernameKey: null,
      phone,
      phoneVerifiedAt: null,
      phoneClaim: phone,
      passwordHash: hashOf(by),
      isActive: true,
      data: {},
      createdAt: NOW,
      lastLoginAt: null,
      version: 0,
      passwordTag: null,
    },
    emails: emails.map(({ recipient }, index) => newAddress(id, recipient, { isPrimary: index === 0, isAdded: false })),
    factors: [],
    importedFactors: [],
  };
}

export function newAddress(
  userId: string,
  address: string,
  { isPrimary, isAdded }: { isPrimary: boolean; isAdded: boolean },
): Account["emails"][number] {
  return {
    id: `${userId} ${address}`,
    userId,
    address,
    verifiedAt: null,
    isPrimary,
    signupClaim: null,
    createdAt: NOW,
    addedUntil: isAdded ? new Date(NOW.getTime() + 86_400_000) : null,
  };
}

/** The accounts that a look-up by the contact finds, first the one that has verified it. */
export function having({ accounts }: State, contact: Contact): Account[] {
  const found = accounts.map(({ account }) => account).filter((account) => isOwnContact(account, contact));
  return found.sort((a, b) => Number(hasVerified(b, contact)) - Number(hasVerified(a, contact)));
}

export function indexOf({ accounts }: State, account: Account): number {
  return accounts.findIndex((holding) => holding.account.user.id === account.user.id);
}

export function provedContacts(account: Account): Contact[] {
  return CONTACTS.filter((contact) => hasVerified(account, contact));
}

/** Whether a person may be in: by a contact that they proved, or because its owner let them. */
export function mayBeIn({ account, rights }: Holding, person: Person): boolean {
  return rights.includes(person) || provedContacts(account).some((contact) => readerOf(contact) === person);
}

/** Two states are equal if no future move can distinguish them: the number of the account's changes does not matter. */
export function keyOf({ accounts, held }: State): string {
  const people = accounts.map(({ account: { user, emails, factors }, rights, factor }) => [
    ...[
      user.phone,
      user.phoneVerifiedAt !== null,
      user.phoneClaim !== null,
      user.passwordHash,
      factors,
      rights.join(),
      factor,
    ],
    emails.map((row) => [row.address, row.verifiedAt !== null, row.isPrimary, row.addedUntil !== null]),
  ]);
  const things = held.map(({ what, by, of, contact, version }) => {
    const isGood = version === null || version === accounts[of]?.account.user.version;
    return `${what} ${by} ${of} ${contact?.recipient} ${isGood}`;
  });
  return JSON.stringify([people, [...new Set(things)].sort()]);
}

export { hasVerified, hasVerifiedContact };
