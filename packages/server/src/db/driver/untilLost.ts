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
  const lost = () =>
    new Error("this transaction has ended, or its connection was lost: nothing more can be sent in it");
  const prepareQuery: typeof session.prepareQuery = (...asked) => {
    const prepared = session.prepareQuery(...asked);
    const execute = prepared.execute.bind(prepared);
    prepared.execute = async (...values) => {
      if (isLost()) throw lost();
      return execute(...values);
    };
    return prepared;
  };
  const transaction: typeof tx.transaction = <Result>(work: (inner: DrizzleTransaction) => Promise<Result>) =>
    new Promise<Result>((resolve, reject) => {
      if (isLost()) return reject(lost());
      const within = async (inner: DrizzleTransaction): Promise<Result> => {
        try {
          const result = await work(untilLost(inner, isLost));
          if (!isLost()) return result;
          reject(lost());
        } catch (error) {
          if (!isLost()) throw error;
          reject(error);
        }
        // When it settles, the driver itself sends `rollback to`: to the other call's savepoint, which has the same name.
        return new Promise(() => {});
      };
      tx.transaction(within).then(resolve, reject);
    });
  // Objects that inherit all members but these.
  const guarded: typeof session = Object.create(session, { prepareQuery: { value: prepareQuery } });
  // Drizzle has made one for each table of the app's, with the session as it was; the type tells of an app without any.
  const builders: object = tx.query;
  const queries = Object.entries(builders).map(([table, builder]: [string, object]) => [
    table,
    Object.create(builder, { session: { value: guarded } }),
  ]);
  return Object.create(tx, {
    _: { value: { ...tx._, session: guarded } },
    session: { value: guarded },
    query: { value: Object.fromEntries(queries) },
    transaction: { value: transaction },
  });
}
