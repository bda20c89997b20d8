import { type Database, isLostClaim } from "../database.ts";
import { transactionOf } from "../driver/lostConnections.ts";
import { refuseLossyPooler } from "../driver/pooler.ts";
import type { Retries } from "./retries.ts";

/** What Drizzle hands to the work of a transaction. */
type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

/**
 * The same database, whose statements and transactions run again where that may help.
 *
 * Drizzle sends whatever is asked of a database through `prepareQuery` of its session, and what is asked of a transaction
 * through a session of its own: so each statement outside of a transaction runs again by itself, and a transaction as a
 * whole. Nobody who asks can forget to.
 *
 * A statement runs again in a transaction of its own. Such a one is read committed, whatever the database's default is: at
 * stricter levels, all but one of those who meet at a counter fail again and again.
 */
export function retryingDatabase(database: Database, retries: Retries): Database {
  const { session } = database._;
  const begin = async <Result>(work: (tx: Transaction) => Promise<Result>, lockTimeout: number): Promise<Result> => {
    await refuseLossyPooler(database);
    return transactionOf(database, work, lockTimeout);
  };
  const prepareQuery: typeof session.prepareQuery = (...asked) => {
    const prepared = session.prepareQuery(...asked);
    const execute = prepared.execute.bind(prepared);
    const executeAgain = (tx: Transaction, values: Parameters<typeof execute>) =>
      // Drizzle notes how rows are put together on what it has prepared.
      Object.assign(tx._.session.prepareQuery(...asked), joinsOf(prepared)).execute(...values);
    prepared.execute = (...values) => {
      let isAgain = false;
      return retries.run((lockTimeout) => {
        if (isAgain) return begin((tx) => executeAgain(tx, values), lockTimeout);
        isAgain = true;
        return execute(...values);
      });
    };
    return prepared;
  };
  const transaction: Database["transaction"] = (work) =>
    retries.run((lockTimeout) => begin(work, lockTimeout), isLostClaim);
  // What is made of another object has all of its members, but for these.
  const retryingSession: typeof session = Object.create(session, { prepareQuery: { value: prepareQuery } });
  return Object.create(database, { session: { value: retryingSession }, transaction: { value: transaction } });
}

function joinsOf(prepared: object): object {
  return "joinsNotNullableMap" in prepared ? { joinsNotNullableMap: prepared.joinsNotNullableMap } : {};
}
