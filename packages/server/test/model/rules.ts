import type { Account } from "../../src/db/accounts/accounts.ts";
import {
  accountsFor,
  type Contact,
  ownedAccount,
  ownerShowsUp,
  standsWith,
  withVerified,
} from "../../src/identity/ownership/ownership.ts";
import {
  CONTACTS,
  type Held,
  type Holding,
  hashOf,
  hasVerified,
  hasVerifiedContact,
  having,
  indexOf,
  mayBeIn,
  NOW,
  NUMBER,
  newAccount,
  newAddress,
  OWN,
  PEOPLE,
  type Person,
  provedContacts,
  readerOf,
  type State,
  THEIRS,
} from "./abstract.ts";

/** An invariant is violated. */
export class Broken extends Error {}

export interface Options {
  verification: "mandatory" | "optional";
  /** Whether two signups may share an address until one of them proves it. */
  shares: boolean;
  /** Whether a number is verified before its user is logged in. */
  verifiesNumbers: boolean;
}

/** A possible move, and the resulting state. */
export interface Next {
  label: string;
  state(): State;
}

/** Every possible move in a state. */
export function movesFrom(state: State, options: Options): Next[] {
  return [
    ...PEOPLE.flatMap((by) => byAnybody(state, by, options)),
    ...state.held.flatMap((held) => byHolder(state, held, options)),
  ];
}

const SIGNUPS: readonly (readonly Contact[])[] = [[OWN], [THEIRS], [OWN, NUMBER], [THEIRS, NUMBER], [NUMBER]];
const MOST_ACCOUNTS = 2;

function byAnybody(state: State, by: Person, options: Options): Next[] {
  const named = (contact: Contact) => contact.recipient;
  const signups = state.accounts.length >= MOST_ACCOUNTS ? [] : SIGNUPS;
  return [
    ...signups.map((contacts) => ({
      label: `${by} signs up as ${contacts.map(named).join(" and ")}`,
      state: () => signUp(state, { by, contacts }, options),
    })),
    ...CONTACTS.flatMap((contact) => [
      { label: `${by} logs in as ${named(contact)}`, state: () => logIn(state, { by, contact }, options) },
      ...(by === "owner"
        ? (["reset", "code"] as const).map((what) => ({
            label: `a ${what} is asked for, to ${named(contact)}`,
            state: () => askFor(state, { what, contact }),
          }))
        : []),
    ]),
    ...CONTACTS.filter((contact) => contact.via === "email" && readerOf(contact) === by).map((contact) => ({
      label: `${by} logs in by a provider that has verified ${named(contact)}`,
      state: () => enterBy(state, { by, contact, how: "provider" }),
    })),
  ];
}

function byHolder(state: State, held: Held, options: Options): Next[] {
  const { what, by, of, contact } = held;
  const holding = state.accounts[of];
  if (holding === undefined) return [];
  // What another account has verified meanwhile proves nothing here.
  const isElsewhere = ({ account }: Holding, index: number) =>
    contact !== null && index !== of && hasVerified(account, contact);
  if (state.accounts.some(isElsewhere)) return [];
  // What was issued for a certain state of the account is valid for no other.
  if (held.version !== null && held.version !== holding.account.user.version) return [];
  const next = (label: string, leaves: () => State): Next => ({ label: `${by} ${label}`, state: leaves });
  if (what === "reset") return [next("uses a reset", () => useReset(state, held))];
  if (what === "code") return [next("uses a login code", () => useCode(state, held))];
  if (what === "link") return [next(`opens the link to ${contact?.recipient}`, () => openLink(state, held, options))];
  if (what === "waiting") return [next("goes on with a login", () => finish(state, { by, of }))];
  if (what === "signup") return [];
  return [
    ...[OWN, THEIRS].map((contact) => next(`adds ${contact.recipient}`, () => addEmail(state, held, contact))),
    ...[OWN, THEIRS].map((contact) => next(`removes ${contact.recipient}`, () => removeEmail(state, held, contact))),
    next("proves their number", () => setNumber(state, held)),
    ...(options.verifiesNumbers ? [] : [next("sets the number", () => storeNumber(state, held))]),
    next("adds a factor", () => addFactor(state, held)),
    next("changes the password", () => changePassword(state, held)),
    next("ends the other sessions", () => keepOnly(raise(state, of), held)),
    // A thief finds the owner in an account of the owner's, not in one that was only prepared.
    ...(by === "owner" && provedContacts(holding.account).some((proved) => readerOf(proved) === by)
      ? [next("is borrowed from", () => borrow(state, held))]
      : []),
  ];
}

function signUp(state: State, { by, contacts }: { by: Person; contacts: readonly Contact[] }, options: Options): State {
  // A taken contact: the same response, and no effect.
  const isTaken = (contact: Contact) => having(state, contact).some((account) => standsWith(account, contact));
  if (contacts.some((contact) => isTaken(contact) && !(options.shares && contact.via === "email"))) return state;
  const of = state.accounts.length;
  const account = newAccount(String(of), by, contacts);
  const made: State = {
    accounts: [...state.accounts, { account, rights: [by], factor: null }],
    held: [...state.held, ...linksTo(account, of)],
  };
  const isHeld = contacts.some(({ via }) =>
    via === "phone" ? options.verifiesNumbers : options.verification === "mandatory",
  );
  return isHeld ? hold(made, { what: "signup", by, of, contact: null, version: 0 }) : enter(made, { by, of });
}

function linksTo({ emails }: Account, of: number): Held[] {
  return emails
    .filter(({ verifiedAt }) => verifiedAt === null)
    .map(({ address }) => ({ what: "link", by: readerOf(email(address)), of, contact: email(address), version: null }));
}

function email(recipient: string): Contact {
  return { via: "email", recipient };
}

function logIn(state: State, { by, contact }: { by: Person; contact: Contact }, options: Options): State {
  const account = accountsFor(contact, having(state, contact)).find(({ user }) => user.passwordHash === hashOf(by));
  if (account === undefined) return state;
  const others = state.accounts.filter((holding) => holding.account.user.id !== account.user.id);
  if (others.some((holding) => hasVerified(holding.account, contact)))
    throw new Broken(`${by} logs in by ${contact.recipient}, which another account has proved`);
  if (!hasVerified(account, contact) && contact.via === "phone" && options.verifiesNumbers) return state;
  if (options.verification === "mandatory" && isHeldByAddress(account, contact)) return state;
  return finish(state, { by, of: indexOf(state, account) });
}

/** The address that the login used is verified first; with a number, any. */
function isHeldByAddress(account: Account, contact: Contact): boolean {
  if (contact.via === "email") return !hasVerified(account, contact);
  return account.emails.length > 0 && account.emails.every(({ verifiedAt }) => verifiedAt === null);
}

/** The second factor, and then the session. */
function finish(state: State, { by, of }: { by: Person; of: number }): State {
  const holding = holdingAt(state, of);
  if (holding.account.factors.length > 0 && holding.factor?.by !== by)
    return hold(state, { what: "waiting", by, of, contact: null, version: holding.account.user.version });
  return enter(state, { by, of });
}

function enter(state: State, { by, of }: { by: Person; of: number }): State {
  const holding = holdingAt(state, of);
  if (!mayBeIn(holding, by)) throw new Broken(`${by} is in an account that is not theirs`);
  if (holding.account.factors.length > 0 && holding.factor?.by !== by)
    throw new Broken(`${by} is in without the factor`);
  return hold(state, { what: "session", by, of, contact: null, version: null });
}

function askFor(state: State, { what, contact }: { what: "reset" | "code"; contact: Contact }): State {
  const account = ownedAccount(contact, having(state, contact));
  if (account === null) return state;
  const of = indexOf(state, account);
  return hold(state, { what, by: readerOf(contact), of, contact, version: account.user.version });
}

function useReset(state: State, { by, of, contact }: Held): State {
  const before = holdingAt(state, of);
  if (contact === null) return state;
  const { account } = ownerShowsUp(before.account, { contact, by: "reset", at: NOW });
  const changed = { ...account, user: { ...account.user, passwordHash: hashOf(by) } };
  const left = [...changed.emails.filter(({ verifiedAt }) => verifiedAt === null)];
  if (left.length > 0 || (changed.user.phone !== null && changed.user.phoneVerifiedAt === null))
    throw new Broken("something stays unproved after a reset");
  return showUp(state, { of, by, changed, endsSessions: true });
}

function useCode(state: State, { by, of, contact }: Held): State {
  if (contact === null) return state;
  return enterAfterProof(state, { by, of, contact, how: "code" });
}

function enterBy(state: State, { by, contact, how }: { by: Person; contact: Contact; how: "provider" }): State {
  const account = ownedAccount(contact, having(state, contact));
  return account === null ? state : enterAfterProof(state, { by, of: indexOf(state, account), contact, how });
}

/** A login by a contact alone: the first one that verifies it means that its owner has shown up. */
function enterAfterProof(
  state: State,
  { by, of, contact, how }: { by: Person; of: number; contact: Contact; how: "code" | "provider" },
): State {
  const before = holdingAt(state, of);
  if (hasVerified(before.account, contact)) return finish(state, { by, of });
  const { account: changed } = ownerShowsUp(before.account, { contact, by: how, at: NOW });
  if (changed.user.passwordHash !== null) throw new Broken(`a password of before stays after a login by ${how}`);
  return finish(showUp(state, { of, by, changed, endsSessions: true }), { by, of });
}

function openLink(state: State, held: Held, options: Options): State {
  const { by, of, contact } = held;
  const before = holdingAt(state, of);
  if (contact === null) return state;
  const row = before.account.emails.find(({ address }) => address === contact.recipient);
  if (row === undefined || row.verifiedAt !== null) return state;
  const isIn = state.held.some((other) => other.what === "session" && other.by === by && other.of === of);
  const version = before.account.user.version;
  const waits = (other: Held) =>
    other.what === "signup" && other.by === by && other.of === of && other.version === version;
  if (!isIn && row.addedUntil !== null) return state;
  if (isIn || state.held.some(waits)) {
    const proved = prove(state, { by, of, changed: withVerified(before.account, contact, NOW) });
    return isIn || options.verification === "optional" ? proved : finish(proved, { by, of });
  }
  if (hasVerifiedContact(before.account)) return state;
  const keepsPhone = !options.verifiesNumbers;
  const { account: changed } = ownerShowsUp(before.account, { contact, by: "link", at: NOW, keepsPhone });
  assertMayProve(before, { by, contact });
  if (changed.factors.length > 0 && !before.rights.includes(by))
    throw new Broken("a factor of before stays after its owner opened the link");
  return change(state, of, { ...before, account: changed });
}

/** A person who verifies a contact had a right to the account, or nothing of it was verified before. */
function assertMayProve(before: Holding, { by, contact }: { by: Person; contact: Contact }): void {
  if (mayBeIn(before, by) || !hasVerifiedContact(before.account)) return;
  throw new Broken(`${by} proves ${contact.recipient} for an account that is not theirs`);
}

function prove(state: State, { by, of, changed }: { by: Person; of: number; changed: Account }): State {
  const before = holdingAt(state, of);
  for (const contact of provedContacts(changed))
    if (!hasVerified(before.account, contact)) assertMayProve(before, { by, contact });
  return change(state, of, { ...before, account: changed });
}

function showUp(
  state: State,
  { of, by, changed, endsSessions }: { of: number; by: Person; changed: Account; endsSessions: boolean },
): State {
  const before = holdingAt(state, of);
  const wasProved = hasVerifiedContact(before.account);
  const isOwner = mayBeIn(before, by) || !wasProved;
  if (!isOwner) throw new Broken(`${by} takes over an account that is not theirs`);
  const stays = before.factor !== null && changed.factors.length > 0;
  if (stays && !before.factor?.onProved && !before.rights.includes(by))
    throw new Broken("a factor of before stays after its owner showed up");
  const rights = [...new Set([by, ...(stays && before.factor?.onProved ? [before.factor.by] : [])])].sort();
  const shown = change(state, of, { account: changed, rights, factor: stays ? before.factor : null });
  const held = endsSessions ? shown.held.filter((one) => one.what !== "session" || one.of !== of) : shown.held;
  return { ...shown, held };
}

function addEmail(state: State, { of }: Held, contact: Contact): State {
  const before = holdingAt(state, of);
  const { user, emails } = before.account;
  if (emails.some(({ address }) => address === contact.recipient)) return state;
  const row = newAddress(user.id, contact.recipient, { isPrimary: false, isAdded: true });
  const added = replace(state, of, { ...before, account: { ...before.account, emails: [...emails, row] } });
  return hold(added, { what: "link", by: readerOf(contact), of, contact, version: null });
}

function removeEmail(state: State, { of }: Held, contact: Contact): State {
  const before = holdingAt(state, of);
  const { emails } = before.account;
  const row = emails.find(({ address }) => address === contact.recipient);
  if (row === undefined || row.isPrimary) return state;
  const rest = { ...before, account: { ...before.account, emails: emails.filter((one) => one !== row) } };
  return row.verifiedAt === null ? replace(state, of, rest) : change(state, of, rest);
}

/** Within a session, with the code that was sent to it. */
function setNumber(state: State, { by, of }: Held): State {
  const before = holdingAt(state, of);
  if (readerOf(NUMBER) !== by || hasVerified(before.account, NUMBER)) return state;
  if (state.accounts.some(({ account }) => hasVerified(account, NUMBER))) return state;
  return prove(state, { by, of, changed: withVerified(before.account, NUMBER, NOW) });
}

/** Within a session, without a code: an unverified number at once, and without a claim. */
function storeNumber(state: State, { of }: Held): State {
  const before = holdingAt(state, of);
  const { user } = before.account;
  if (user.phoneVerifiedAt !== null || user.phone === NUMBER.recipient) return state;
  if (state.accounts.some(({ account }) => hasVerified(account, NUMBER))) return state;
  const stored = { ...user, phone: NUMBER.recipient, phoneClaim: null };
  return change(state, of, { ...before, account: { ...before.account, user: stored } });
}

function addFactor(state: State, held: Held): State {
  const { by, of } = held;
  const before = holdingAt(state, of);
  if (before.account.factors.length > 0) return state;
  const account: Account = { ...before.account, factors: ["totp"] };
  const factor = { by, onProved: hasVerifiedContact(before.account) };
  return keepOnly(change(state, of, { ...before, account, factor }), held);
}

function changePassword(state: State, held: Held): State {
  const { by, of } = held;
  const before = holdingAt(state, of);
  const { passwordHash } = before.account.user;
  if (passwordHash !== null && passwordHash !== hashOf(by)) return state;
  const account = { ...before.account, user: { ...before.account.user, passwordHash: hashOf(by) } };
  return keepOnly(change(state, of, { ...before, account }), held);
}

/** The other person copies the owner's session. */
function borrow(state: State, held: Held): State {
  const before = holdingAt(state, held.of);
  const rights = [...new Set([...before.rights, "other" as const])].sort();
  return hold(replace(state, held.of, { ...before, rights }), { ...held, by: "other" });
}

function holdingAt({ accounts }: State, of: number): Holding {
  const holding = accounts[of];
  if (holding === undefined) throw new Error("no such account");
  return holding;
}

function hold(state: State, held: Held): State {
  return { ...state, held: [...state.held, held] };
}

function replace({ accounts, held }: State, of: number, holding: Holding): State {
  return { accounts: accounts.map((one, index) => (index === of ? holding : one)), held };
}

/** A change after which everything that was issued before is void. */
function change(state: State, of: number, holding: Holding): State {
  return raise(replace(state, of, released(holding)), of);
}

/** Once another contact is verified, an unverified number is claimed no more. */
function released({ account, ...rest }: Holding): Holding {
  const { user } = account;
  if (user.phoneVerifiedAt !== null || !hasVerifiedContact(account)) return { ...rest, account };
  return { ...rest, account: { ...account, user: { ...user, phoneClaim: null } } };
}

function raise(state: State, of: number): State {
  const { account, ...rest } = holdingAt(state, of);
  const user = { ...account.user, version: account.user.version + 1 };
  return replace(state, of, { ...rest, account: { ...account, user } });
}

/** Ends all other sessions of the account. */
function keepOnly(state: State, { by, of }: Held): State {
  const held = state.held.filter((one) => one.what !== "session" || one.of !== of || one.by === by);
  return { ...state, held };
}
