import type { Actor, Name, World } from "./actors.ts";
import { readerOf } from "./actors.ts";
import { authorityOf, connectionsOf, factorsOf, provedContacts, type Snapshot } from "./observe.ts";

/** What happened in one step, beyond what the database shows. */
export interface Step {
  /** Null for the app's own server calls. */
  by: Actor | null;
  move: string;
  /** Whether the call answers the flow that its client presents. */
  answersFlow?: boolean;
  /** The hash of the flow token and of the trust cookie that the client presented. */
  flowHash: string | null;
  trustHash: string | null;
  /** The session of the call, by its row's id. */
  sessionId: string | null;
  /** The hash of the session token that the client holds after the call. */
  heldHash: string | null;
  /** The key of the used link. */
  keyHash?: string;
  /** Which sessions were ended: the caller's others, or all of `userId`. */
  ends?: "others" | "all";
  userId?: string;
  /** Whether the session's token must be a new one now. */
  renews?: boolean;
  /** Whether the call was refused before it did anything. */
  changesNothing?: boolean;
}

/** What only the model knows, not the database: who added what, and who may hold what. */
export interface Ledger {
  /** By account: those who were in it rightfully since its owner last showed up. */
  grants: Map<string, Set<Name>>;
  /** By account: the number of times its sessions and logins were ended. */
  revocations: Map<string, number>;
  /** By flow id, key hash or browser id: the authority under which it was created. */
  madeUnder: Map<string, string>;
  /** By id of a factor or connection: who added it, and whether any contact of the account was verified then. */
  makers: Map<string, { by: Name | null; onProved: boolean }>;
  /** Sessions that must never appear again, with the reason. */
  dead: Map<string, string>;
  /** By session: those who hold it. */
  holders: Map<string, Set<Name>>;
  /** Keys of links that were used. */
  usedKeys: Set<string>;
  /** Second factors that were accepted: who gave it, when (milliseconds), and whether it was to log in. */
  secondFactors: { by: Name; at: number; isLogin: boolean }[];
}

export function newLedger(): Ledger {
  return {
    grants: new Map(),
    revocations: new Map(),
    madeUnder: new Map(),
    makers: new Map(),
    dead: new Map(),
    holders: new Map(),
    usedKeys: new Set(),
    secondFactors: [],
  };
}

export function grant({ grants }: Ledger, userId: string, name: Name): void {
  grants.set(userId, new Set([...(grants.get(userId) ?? []), name]));
}

/** Whether a person may be in an account: by a contact that they proved, or because its owner let them. */
export function mayBeIn(world: World, snapshot: Snapshot, { userId, name }: { userId: string; name: Name }): boolean {
  if (world.ledger.grants.get(userId)?.has(name)) return true;
  return controllers(world, snapshot, userId).has(name);
}

/** Those who read messages to the account's verified contacts. */
function controllers(world: World, snapshot: Snapshot, userId: string): Set<Name> {
  const readers = provedContacts(snapshot, userId).map((contact) => readerOf(world, contact));
  return new Set(readers.filter((name) => name !== null));
}

/**
 * The owner has shown up: everyone who got in before is out, except for what they added within a session of an account
 * that was verified already. A factor, passkey or connection added there survives a reset, as in other systems: its
 * owner was notified.
 */
export function showUp(world: World, snapshot: Snapshot, { userId, name }: { userId: string; name: Name }): void {
  const { ledger } = world;
  const kept = [...factorsOf(snapshot, userId), ...connectionsOf(snapshot, userId)].flatMap(({ id }) => {
    const maker = ledger.makers.get(id);
    return maker?.onProved && maker.by !== null ? [maker.by] : [];
  });
  ledger.grants.set(userId, new Set([name, ...kept]));
}

export function kill(
  { dead }: Ledger,
  snapshot: Snapshot,
  { userId, but, why }: { userId: string; but?: string | null; why: string },
) {
  for (const session of snapshot.sessions.values()) {
    if (session.userId === userId && session.id !== but) dead.set(session.id, why);
  }
}

/** Records who added the new rows of a step, and under which authority. */
export function noteNew(world: World, { before, after }: { before: Snapshot; after: Snapshot }, step: Step): void {
  const { ledger } = world;
  const by = step.by?.name ?? null;
  for (const { id } of after.users.values()) if (!before.users.has(id) && by !== null) grant(ledger, id, by);
  for (const row of [...after.factors, ...after.connections]) {
    if (!ledger.makers.has(row.id))
      ledger.makers.set(row.id, { by, onProved: provedContacts(before, row.userId).length > 0 });
  }
  const under = (userId: string | null) =>
    userId === null ? "" : authorityOf(after, userId, ledger.revocations.get(userId) ?? 0);
  const isOwn = (tokenHash: string | null) => step.by !== null && tokenHash !== null && tokenHash === step.flowHash;
  for (const flow of after.flows.values()) {
    const made = ledger.madeUnder.get(flow.id);
    if (made === undefined) ledger.madeUnder.set(flow.id, under(flow.userId));
    // A flow's own change does not end it.
    else if (isOwn(flow.tokenHash) && made === authorityBefore(world, before, flow.userId))
      ledger.madeUnder.set(flow.id, under(flow.userId));
  }
  for (const key of after.keys.values())
    if (!ledger.madeUnder.has(key.keyHash))
      ledger.madeUnder.set(key.keyHash, key.userId === null ? "" : authorityOf(after, key.userId, 0));
  for (const browser of after.browsers) {
    const name = `${browser.id} ${browser.tokenHash}`;
    if (!ledger.madeUnder.has(name)) ledger.madeUnder.set(name, under(browser.userId));
  }
}

export function authorityBefore({ ledger }: World, before: Snapshot, userId: string | null): string {
  return userId === null ? "" : authorityOf(before, userId, ledger.revocations.get(userId) ?? 0);
}
