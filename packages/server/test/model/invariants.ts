import { NAMES, type Name, readerOf, type World } from "./actors.ts";
import { authorityBefore, kill, mayBeIn, noteNew, type Step, showUp } from "./ledger.ts";
import { authorityOf, connectionsOf, factorsOf, provedContacts, type Snapshot, unprovedContacts } from "./observe.ts";
import { hasPhones, mustHaveFactor } from "./options.ts";

/** An invariant is violated. */
export class Broken extends Error {
  override readonly name = "Broken";
}

export interface Pair {
  before: Snapshot;
  after: Snapshot;
}

/** Checks every invariant after a step, and records the consequences for later steps. */
export function checkStep(world: World, pair: Pair, step: Step): void {
  noteNew(world, pair, step);
  checkErrors(world);
  checkProofs(world, pair, step);
  checkPasswords(world, pair, step);
  noteEndings(world, pair, step);
  restartGuesses(world, pair, step);
  checkAdded(pair, step);
  checkRenewal(pair, step);
  if (step.changesNothing) checkUnchanged(pair);
  for (const session of pair.after.sessions.values()) {
    const why = world.ledger.dead.get(session.id);
    if (why !== undefined) throw new Broken(`a session lives on after ${why}`);
    if (!pair.before.sessions.has(session.id)) checkSession(world, pair, { step, session });
  }
  checkCounters(pair.after);
}

function checkErrors({ kit, setup }: World): void {
  if (!hasPhones(setup) && kit.outbox.messages.length > 0) throw new Broken("a text message in an app without numbers");
  const [error] = kit.errors;
  if (error !== undefined) throw new Broken(`a call answered 500: ${describe(error)}`, { cause: error });
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message.split("\n")[0]}: ${describe(error.cause)}`;
}

function nameOf(step: Step): Name | null {
  return step.by?.name ?? null;
}

/** A person who verifies a contact reads it, and had a right to the account or found nothing of it verified. */
function checkProofs(world: World, { before, after }: Pair, step: Step): void {
  const name = nameOf(step);
  for (const userId of after.users.keys()) {
    const known = new Set(provedContacts(before, userId));
    const proved = provedContacts(after, userId).filter((contact) => !known.has(contact));
    if (proved.length === 0 || name === null || !before.users.has(userId)) continue;
    for (const contact of proved) {
      if (readerOf(world, contact) !== name) throw new Broken(`${name} proved ${contact}, which they cannot read`);
      const row = before.emails.find(({ address, userId: owner }) => address === contact && owner === userId);
      const isWithin = before.sessions.get(step.sessionId ?? "")?.userId === userId;
      if (row?.addedUntil != null && !isWithin)
        throw new Broken(`${contact}, which was added, was proved outside of a session`);
    }
    if (mayBeIn(world, before, { userId, name })) continue;
    if (known.size > 0) throw new Broken(`${name} proved ${proved.join()} for an account that they have no right to`);
    checkNothingPrepared(world, { before, after }, { userId, why: "its owner proved it" });
  }
}

/** Everything that was prepared in an unverified account is gone; factors that the app vouched for stay. */
function checkNothingPrepared(
  world: World,
  { before, after }: Pair,
  { userId, why }: { userId: string; why: string },
): void {
  const { makers } = world.ledger;
  const [factors, connections] = [factorsOf(before, userId), connectionsOf(before, userId)];
  const isKept = (id: string, rows: { id: string }[]) => rows.some((row) => row.id === id);
  for (const { id, type } of factors) {
    const isImported = makers.get(id)?.by === null;
    const stays = isKept(id, factorsOf(after, userId));
    if (stays && !isImported) throw new Broken(`a ${type} of before stays after ${why}`);
    if (!stays && isImported) throw new Broken(`an imported ${type} is gone after ${why}`);
  }
  for (const { id } of connections)
    if (isKept(id, connectionsOf(after, userId))) throw new Broken(`a connection of before stays after ${why}`);
}

/** A person who sets a password has a right to the account, or reads a contact of an unverified one. */
function checkPasswords(world: World, pair: Pair, step: Step): void {
  const { before, after } = pair;
  const name = nameOf(step);
  for (const user of after.users.values()) {
    const former = before.users.get(user.id);
    if (former === undefined || former.passwordHash === user.passwordHash || user.passwordHash === null) continue;
    if (name === null) continue;
    const why = step.move === "reset" ? "a reset" : "a change of the password";
    const { id: userId } = user;
    const wasProved = provedContacts(before, userId).length > 0;
    const isRightful = mayBeIn(world, before, { userId, name });
    const reads = unprovedContacts(before, userId).some((contact) => readerOf(world, contact) === name);
    if (!isRightful && (wasProved || !reads || step.move !== "reset"))
      throw new Broken(`${name} set the password of an account that they have no right to`);
    if (step.keyHash !== undefined) checkKey(world, before, { userId, keyHash: step.keyHash });
    if (step.move === "reset" && !wasProved && !world.ledger.grants.get(userId)?.has(name))
      checkNothingPrepared(world, pair, { userId, why });
    const left = unprovedContacts(after, userId);
    if (step.move === "reset" && left.length > 0) throw new Broken(`${left.join()} stays unproved after a reset`);
    kill(world.ledger, before, { userId, but: step.move === "reset" ? null : step.sessionId, why });
    if (step.move === "reset" || readsProved(world, before, { userId, name })) showUp(world, after, { userId, name });
  }
}

function readsProved(world: World, snapshot: Snapshot, { userId, name }: { userId: string; name: Name }): boolean {
  return provedContacts(snapshot, userId).some((contact) => readerOf(world, contact) === name);
}

/** A key is valid once, and only for the account in its state at the time of the mail; ended logins do not matter. */
function checkKey({ ledger }: World, before: Snapshot, { userId, keyHash }: { userId: string; keyHash: string }): void {
  if (ledger.usedKeys.has(keyHash)) throw new Broken("a key that was used worked again");
  ledger.usedKeys.add(keyHash);
  if (ledger.madeUnder.get(keyHash) !== authorityOf(before, userId, 0))
    throw new Broken("a key worked although the account has changed since it was mailed");
}

/** Records whose sessions must be gone after this step. */
function noteEndings({ ledger }: World, { before, after }: Pair, { by, sessionId, ends, userId: ended }: Step): void {
  const own = before.sessions.get(sessionId ?? "")?.userId;
  if (ends === "all" && ended !== undefined) kill(ledger, before, { userId: ended, why: "the app ended all sessions" });
  if (ends === "others" && own !== undefined) {
    kill(ledger, before, { userId: own, but: sessionId, why: "its owner ended the others" });
    ledger.revocations.set(own, (ledger.revocations.get(own) ?? 0) + 1);
  }
  for (const user of before.users.values()) {
    const { id: userId } = user;
    if (user.isActive && after.users.get(userId)?.isActive === false)
      kill(ledger, before, { userId, why: "the account was switched off" });
    const isFirst = factorsOf(before, userId).length === 0 && factorsOf(after, userId).length > 0;
    if (isFirst && by !== null) kill(ledger, before, { userId, but: sessionId, why: "the first second factor" });
  }
}

/** A password login or a reset, by those who have a right to the account, restarts the count for its verified contacts. */
function restartGuesses({ guesses }: World, { before, after }: Pair, { move }: Step): void {
  const loggedIn = [...after.sessions.values()].filter(
    ({ id, methods }) => !before.sessions.has(id) && methods[0]?.method === "password",
  );
  const reset = move === "reset" ? [...after.users.values()] : [];
  const restarted = [
    ...loggedIn.map(({ userId }) => userId),
    ...reset.flatMap(({ id, passwordHash }) => (before.users.get(id)?.passwordHash === passwordHash ? [] : [id])),
  ];
  for (const userId of restarted) for (const contact of provedContacts(after, userId)) guesses.delete(contact);
}

/**
 * Credentials are added only by a person who is in the account at that time. A pending login adds one only where the app
 * requires it: a first factor, once everything before that stage was proved.
 */
function checkAdded({ before, after }: Pair, { by, heldHash, flowHash }: Step): void {
  if (by === null) return;
  const enrolling = [...before.flows.values()].find(
    ({ tokenHash, step }) => tokenHash !== null && tokenHash === flowHash && step === "mfa_enroll",
  )?.userId;
  const enrolled = enrolling != null && factorsOf(before, enrolling).length === 0 ? enrolling : undefined;
  const own = [...after.sessions.values()].find(({ tokenHash }) => tokenHash === heldHash)?.userId;
  const known = new Set([...before.factors, ...before.connections].map(({ id }) => id));
  for (const { id, userId } of [...after.factors, ...after.connections])
    if (!known.has(id) && before.users.has(userId) && userId !== own && userId !== enrolled)
      throw new Broken(`${by.name} added a credential to an account that they are not logged in to`);
}

/** Those who copied the token earlier gain nothing from the new proof. */
function checkRenewal({ before, after }: Pair, { renews, sessionId }: Step): void {
  if (!renews || sessionId === null) return;
  if (before.sessions.get(sessionId)?.tokenHash === after.sessions.get(sessionId)?.tokenHash)
    throw new Broken("the token was not renewed by a reauthentication");
}

/** Everything but counters, which count refused calls as well. */
function checkUnchanged({ before, after }: Pair): void {
  const rowsOf = ({ counters: _, ...tables }: Snapshot) =>
    Object.entries(tables).map(([name, rows]) => [name, JSON.stringify([...rows.values()])] as const);
  const former = new Map(rowsOf(before));
  for (const [name, rows] of rowsOf(after))
    if (former.get(name) !== rows) throw new Broken(`a call that was refused for its challenge changed ${name}`);
}

interface NewSession {
  step: Step;
  session: Snapshot["sessions"] extends Map<string, infer Row> ? Row : never;
}

function checkSession(world: World, pair: Pair, { step, session }: NewSession): void {
  const { before, after } = pair;
  const { userId, methods } = session;
  const name = nameOf(step);
  if (name === null) return;
  const isNew = !before.users.has(userId);
  const user = after.users.get(userId);
  const [first] = methods;
  if (user?.isActive !== true) throw new Broken("a session for an account that is switched off");
  if (step.answersFlow) checkFlow(world, before, { userId, step });
  const isByContact = first?.method === "code" || first?.method === "socialaccount";
  if (!isNew && isByContact && methods.length === 1 && provedContacts(before, userId).length === 0) {
    if (!world.ledger.grants.get(userId)?.has(name) || first.method === "code") {
      kill(world.ledger, before, { userId, why: "its owner showed up" });
      checkNothingPrepared(world, pair, { userId, why: "its owner showed up" });
      showUp(world, after, { userId, name });
    }
  }
  if (!mayBeIn(world, after, { userId, name }))
    throw new Broken(
      `${name} is in an account of ${ownersOf(world, after, userId)} by ${methods.map(({ method }) => method).join(" + ")}`,
    );
  checkStages(world, pair, { step, session });
  const holders = world.ledger.holders.get(session.id) ?? new Set();
  world.ledger.holders.set(session.id, holders.add(name));
}

function ownersOf(world: World, snapshot: Snapshot, userId: string): string {
  return NAMES.filter((name) => mayBeIn(world, snapshot, { userId, name })).join(", ") || "nobody";
}

/** A pending login is valid only for the account in its state when the login started. */
function checkFlow(world: World, before: Snapshot, { userId, step }: { userId: string; step: Step }): void {
  const flow = [...before.flows.values()].find(({ tokenHash }) => tokenHash !== null && tokenHash === step.flowHash);
  if (flow === undefined || flow.userId !== userId) return;
  if (world.ledger.madeUnder.get(flow.id) !== authorityBefore(world, before, userId))
    throw new Broken(`a login that waited at ${flow.step} went on although the account has changed since`);
}

function checkStages(world: World, { before, after }: Pair, { step, session }: NewSession): void {
  const { userId, methods } = session;
  const { setup } = world;
  if (mustHaveFactor(setup) && factorsOf(after, userId).length === 0)
    throw new Broken("a session without the second factor that the app requires");
  const user = after.users.get(userId);
  const emails = after.emails.filter((row) => row.userId === userId);
  const isSignup = user !== undefined && methods[0]?.at === user.createdAt.toISOString();
  if (
    setup.verification.startsWith("mandatory") &&
    emails.length > 0 &&
    emails.every(({ verifiedAt }) => verifiedAt === null)
  )
    throw new Broken("a session although no address is verified");
  const proved = provedContacts(after, userId);
  for (const given of methods) {
    if (given.method !== "password" && given.method !== "code") continue;
    const contact = given.email ?? given.phone;
    if (contact === undefined || isSignup) continue;
    const isOwn = [...proved, ...unprovedContacts(after, userId)].includes(contact);
    if (!isOwn || (given.method === "code" && !proved.includes(contact)))
      throw new Broken(`a session by ${contact}, which is not proved for its account`);
    const others = [...after.users.keys()].filter((id) => id !== userId);
    if (others.some((id) => provedContacts(after, id).includes(contact)))
      throw new Broken(`a session by ${contact}, which another account has proved`);
  }
  checkFactors(world, { before, after }, { step, session });
}

function checkFactors(world: World, { before, after }: Pair, { step, session }: NewSession): void {
  const { userId, methods } = session;
  const types: readonly string[] = world.setup.mfaTypes;
  const stayed = new Set(factorsOf(after, userId).map(({ id }) => id));
  const factors = factorsOf(before, userId).filter(({ id, type }) => stayed.has(id) && types.includes(type));
  const given = methods.find(({ method }) => method === "mfa");
  if (methods.length === 1 && given?.method === "mfa") {
    const credential = factors.find(({ id, credentialId }) => given.id === id || given.id === credentialId);
    if (credential !== undefined && !credential.isPasswordless)
      throw new Broken("a session by a key that was not made to log in alone");
  }
  if (factors.length === 0 || given !== undefined) return;
  const trusted = before.browsers.find((row) => row.userId === userId && row.tokenHash === step.trustHash);
  if (trusted === undefined) throw new Broken(`a session without the second factor, by ${step.move}`);
  const made = world.ledger.madeUnder.get(`${trusted.id} ${trusted.tokenHash}`);
  if (made !== authorityBefore(world, before, userId))
    throw new Broken("a browser is trusted although the account has changed since");
}

/** The keys of counters contain their limit; a refused call does not count further. */
function checkCounters({ counters }: Snapshot): void {
  for (const { key, used } of counters) {
    const [, limit] = /:(\d+)\/\d/.exec(key) ?? [];
    if (limit !== undefined && used > Number(limit))
      throw new Broken(`${key.replace(/:[^:]*$/, "")} was counted ${used} times`);
  }
}
