import { driverOf } from "./driver.ts";
import { seemsLost } from "./lostConnections.ts";

/** Keeps statements from connections that are being lost. */
export interface LossGate {
  /** Runs an attempt once no connection is being lost; learns from its error that one is. */
  pass<Result>(attempt: () => Promise<Result>): Promise<Result>;
}

const OPEN: LossGate = { pass: (attempt) => attempt() };

/** By client: several auths may share it. */
const gates = new WeakMap<object, LossGate>();

/**
 * The gate of a database's client.
 *
 * When a connection is reset, postgres.js (3.4) fails its statements with the socket's `error`, but keeps the connection
 * in its pool until the socket's `close`, which comes in a later phase of the event loop. What it sends over it in
 * between, such as the next statement of the call that has just failed, is never answered and never fails.
 */
export function lossGateOf(database: object): LossGate {
  if (driverOf(database) !== "postgres.js" || !("$client" in database)) return OPEN;
  const client: object = Object(database.$client);
  const known = gates.get(client) ?? createLossGate();
  gates.set(client, known);
  return known;
}

/** The socket is closed at the end of the turn of the event loop in which it failed; a TLS socket after its inner one. */
const TURNS = 3;

function createLossGate(): LossGate {
  let closing: Promise<void> | null = null;
  const close = () => {
    const turns = async () => {
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (closing === current) closing = null;
    };
    const current = turns();
    closing = current;
  };
  return {
    async pass(attempt) {
      while (closing !== null) await closing;
      try {
        return await attempt();
      } catch (error) {
        if (seemsLost(error)) close();
        throw error;
      }
    },
  };
}
