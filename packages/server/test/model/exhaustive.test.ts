import { describe, expect, inject, it } from "vitest";
import { accountsFor, type Contact, ownedAccount, standsWith } from "../../src/identity/ownership/ownership.ts";
import { CONTACTS, hasVerified, having, indexOf, keyOf, mayBeIn, readerOf, type State } from "./abstract.ts";
import { Broken, movesFrom, type Options } from "./rules.ts";

/** The invariants of every state. */
function checkState(state: State): void {
  for (const contact of CONTACTS) {
    const provers = state.accounts.filter(({ account }) => hasVerified(account, contact));
    if (provers.length > 1) throw new Broken(`${contact.recipient} is proved twice`);
    const [prover] = provers;
    if (prover !== undefined) checkNotShutOut(state, { contact, of: indexOf(state, prover.account) });
    else if (isTaken(state, contact))
      throw new Broken(`${contact.recipient} is taken by somebody who has not proved it, and opens nothing`);
  }
  for (const { what, by, of } of state.held) {
    const holding = state.accounts[of];
    if (what === "session" && holding !== undefined && !mayBeIn(holding, by))
      throw new Broken(`${by} is still in an account that is not theirs`);
  }
}

/** Whether a signup with the contact is hidden, although its reader has no other way to log in. */
function isTaken(state: State, contact: Contact): boolean {
  const standing = having(state, contact).filter((account) => standsWith(account, contact));
  if (standing.length === 0 || ownedAccount(contact, standing) !== null) return false;
  const indices = standing.map((account) => indexOf(state, account));
  return !state.accounts.some((holding, index) => indices.includes(index) && mayBeIn(holding, readerOf(contact)));
}

function checkNotShutOut(state: State, { contact, of }: { contact: Contact; of: number }): void {
  const found = having(state, contact);
  const account = ownedAccount(contact, found);
  if (account === null || indexOf(state, account) !== of)
    throw new Broken(`${contact.recipient} does not open the account that has proved it`);
  const open = accountsFor(contact, found).map((one) => indexOf(state, one));
  if (open.join() !== String(of)) throw new Broken(`a password by ${contact.recipient} leads elsewhere than its owner`);
  const holding = state.accounts[of];
  const factor = holding?.factor;
  // A factor that was added within a session of a verified account blocks its owner, as in other systems.
  if (factor != null && factor.by !== readerOf(contact) && !factor.onProved && !holding?.rights.includes(factor.by))
    throw new Broken(`${contact.recipient} is shut out by a factor that somebody else prepared`);
}

interface Visited {
  states: number;
  moves: number;
}

/** Visits every sequence of moves up to a depth. @throws Broken with the sequence */
function visitAll(options: Options, depth: number): Visited {
  const start: State = { accounts: [], held: [] };
  const seen = new Map<string, { state: State; path: readonly string[] }>([[keyOf(start), { state: start, path: [] }]]);
  let layer = [...seen.values()];
  let moves = 0;
  for (let step = 1; step <= depth; step += 1) {
    const next: typeof layer = [];
    for (const { state, path } of layer) {
      for (const move of movesFrom(state, options)) {
        moves += 1;
        const taken = [...path, move.label];
        try {
          const left = move.state();
          if (left === state) continue;
          const key = keyOf(left);
          if (seen.has(key)) continue;
          checkState(left);
          const found = { state: left, path: taken };
          seen.set(key, found);
          next.push(found);
        } catch (error) {
          if (error instanceof Broken) throw new Broken(`${error.message}\n  ${taken.join("\n  ")}`, { cause: error });
          throw error;
        }
      }
    }
    layer = next;
  }
  return { states: seen.size, moves };
}

const DEPTH = Number(process.env.MODEL_DEPTH ?? 6);

// No database is involved: one project is enough.
describe.skipIf(inject("driver") !== "pglite")("every sequence of moves by an owner and a stranger", () => {
  it.each([
    { verification: "mandatory", shares: false, verifiesNumbers: true },
    { verification: "optional", shares: false, verifiesNumbers: true },
    { verification: "optional", shares: true, verifiesNumbers: true },
    { verification: "mandatory", shares: false, verifiesNumbers: false },
    { verification: "optional", shares: false, verifiesNumbers: false },
  ] as const)(
    `keeps the account its owner's, $verification, shares: $shares, verifies numbers: $verifiesNumbers`,
    { timeout: 120_000 },
    (options) => {
      // With one more move in each session, the states of one step less take as long.
      const depth = options.verifiesNumbers ? DEPTH : DEPTH - 1;
      const { states, moves } = visitAll(options, depth);
      console.info(`model: ${moves} moves from ${states} states, ${depth} deep`);
      expect(states).toBeGreaterThan(100);
    },
  );
});
