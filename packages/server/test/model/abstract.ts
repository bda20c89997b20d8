import type { Account } from "../../src/db/accounts/accounts.ts";
import { type Contact, hasVerified, hasVerifiedContact, isOwnContact } from "../../src/identity/ownership/ownership.ts";

/**
 * The accounts of a small world, as the rules see them: real `Account` values, on which the product's own pure functions
 * decide, and beside them what people hold.
 */
export interface State {
  readonly accounts: readonly Holding[];
  readonly held: readonly Held[];
}

export type Person = "owner" | "other";
export const PEOPLE = ["owner", "other"] as const;

/** An account, and what the model knows of it that the database does not. */
export interface Holding {
  readonly account: Account;
  /** Who was in it rightfully since its owner last showed up. */
  readonly rights: readonly Person[];
  /** Who made its factor, and whether something of the account was proved then. */
  readonly factor: { by: Person; onProved: boolean } | null;
}

/** What somebody holds: a session, or something that was given out for the account as it stood. */
export interface Held {
  readonly what: "session" | "reset" | "code" | "link" | "signup" | "waiting";
  readonly by: Person;
  /** Index of the account. */
  readonly of: number;
  /** Where it was sent. */
  readonly contact: Contact | null;
  /** The account's `version` for which it is good; null where it is good for any. */
  readonly version: number | null;
}

export const OWN: Contact = { via: "email", recipient: "owner@example.com" };
export const THEIRS: Contact = { via: "email", recipient: "other@example.com" };
export const NUMBER: Contact = { via: "phone", recipient: "+4915112345001" };
export const CONTACTS = [OWN, THEIRS, NUMBER] as const;
export const NOW = new Date("2030-01-01T12:00:00.000Z");

/** Who reads what is sent there. */
export function readerOf(contact: Contact): Person {
  return contact.recipient === THEIRS.recipient ? "other" : "owner";
}

/** The value that stands for a password that only this person knows. */
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
      phoneClaim: null,
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

/** The accounts that a look-up by the contact finds, the prover first. */
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

/** Whether somebody may be in: by a contact that they proved, or by what its owner gave them. */
export function mayBeIn({ account, rights }: Holding, person: Person): boolean {
  return rights.includes(person) || provedContacts(account).some((contact) => readerOf(contact) === person);
}

/** Two states are the same when nothing that comes can tell them apart: how often an account has changed does not. */
export function keyOf({ accounts, held }: State): string {
  const people = accounts.map(({ account: { user, emails, factors }, rights, factor }) => [
    ...[user.phone, user.phoneVerifiedAt !== null, user.passwordHash, factors, rights.join(), factor],
    emails.map((row) => [row.address, row.verifiedAt !== null, row.isPrimary, row.addedUntil !== null]),
  ]);
  const things = held.map(({ what, by, of, contact, version }) => {
    const isGood = version === null || version === accounts[of]?.account.user.version;
    return `${what} ${by} ${of} ${contact?.recipient} ${isGood}`;
  });
  return JSON.stringify([people, [...new Set(things)].sort()]);
}

export { hasVerified, hasVerifiedContact };
