import type { Database } from "../database.ts";

/** The transaction that Drizzle passes to a callback. */
export type DrizzleTransaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/**
 * The same transaction, which sends nothing more once it is lost.
 *
 * When the connection of a transaction that is waiting for something else is closed (by a failover, or
 * `idle_in_transaction_session_timeout`), postgres.js (3.4) fails the transaction, but its callback goes on. What that
 * sends arrives on whatever connection the driver has opened in the place of the lost one: in the middle of another
 * call's transaction.
 */
export function untilLost(tx: DrizzleTransaction, isLost: () => boolean): DrizzleTransaction {
  const { session } = tx._;
  const whileAlive = async <Result>(send: () => Promise<Result>): Promise<Result> => {
    if (isLost()) throw new Error("the connection of this transaction was lost");
    return send();
  };
  const prepareQuery: typeof session.prepareQuery = (...asked) => {
    const prepared = session.prepareQuery(...asked);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = (...values) => whileAlive(() => execute(...values));
    return prepared;
  };
  const transaction: typeof tx.transaction = (work) =>
    whileAlive(() => tx.transaction((inner) => work(untilLost(inner, isLost))));
  // Objects that inherit all members but these.
  const guarded: typeof session = Object.create(session, { prepareQuery: { value: prepareQuery } });
  return Object.create(tx, {
    _: { value: { ...tx._, session: guarded } },
    session: { value: guarded },
    transaction: { value: transaction },
  });
}
