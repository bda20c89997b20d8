import { type Telemetry, traced } from "../../ports/telemetry/telemetry.ts";
import { type Database, databaseErrorOf, isLostClaim } from "../database.ts";
import { driverOf } from "../driver/driver.ts";
import { lossGateOf } from "../driver/lossGate.ts";
import { transactionOf } from "../driver/lostConnections.ts";
import { isStaleStatement, withNamedStatements, withNames } from "../driver/namedStatements.ts";
import { forgetNames, refuseLossyPooler } from "../driver/pooler.ts";
import { type DrizzleTransaction, untilLost } from "../driver/untilLost.ts";
import { mayWaitForLocks } from "./lockTimeout.ts";
import type { Retries } from "./retries.ts";

/** invalid_sql_statement_name (PostgreSQL, appendix A). */
const LOST_NAME = "26000";

const SYSTEM = { "db.system.name": "postgresql" } as const;
const TRANSACTION = { name: "latchkey.transaction", ...SYSTEM } as const;

/** With the first word of the statement alone. */
function statementSpan(statement: string) {
  const [operation = ""] = statement.trimStart().split(/\s/, 1);
  return { name: "latchkey.statement", ...SYSTEM, "db.operation.name": operation.toUpperCase() } as const;
}

/**
 * The same database, but with statements and transactions that are repeated where that may help.
 *
 * Drizzle sends every query of a database through `prepareQuery` of its session, and every query of a transaction
 * through a session of its own. So each statement outside of a transaction is repeated by itself, and a transaction as
 * a whole; no caller can forget it.
 *
 * A statement is repeated in a transaction of its own, which is read committed, whatever the database's default is: at
 * stricter levels, all but one of the calls that meet at a counter fail again and again. One that may wait for locks
 * runs in a transaction the first time as well, unless it limits that itself: it would keep its connection.
 */
export function retryingDatabase(database: Database, retries: Retries, telemetry?: Telemetry): Database {
  const session = withNamedStatements(database, database._.session);
  const gate = lossGateOf(database);
  const mayOutlive = driverOf(database) === "postgres.js";
  const begin = async <Result>(work: (tx: DrizzleTransaction) => Promise<Result>, lockTimeout: number) => {
    await refuseLossyPooler(database);
    const guarded = (tx: DrizzleTransaction, isLost: () => boolean) => work(mayOutlive ? untilLost(tx, isLost) : tx);
    return gate.pass(() => transactionOf(database, guarded, lockTimeout));
  };
  const prepareQuery: typeof session.prepareQuery = (...asked) => {
    const prepared = session.prepareQuery(...asked);
    const execute = prepared.execute.bind(prepared);
    const isWaiting = mayWaitForLocks(asked[0].sql);
    const executeAgain = (tx: DrizzleTransaction, values: Parameters<typeof execute>) =>
      // Drizzle stores on the prepared query how rows are to be joined.
      Object.assign(tx._.session.prepareQuery(...asked), joinsOf(prepared)).execute(...values);
    prepared.execute = (...values) => {
      let isAgain = isWaiting;
      const run = () =>
        retries.run((lockTimeout) => {
          if (isAgain) return begin((tx) => executeAgain(tx, values), lockTimeout);
          isAgain = true;
          return gate.pass(() => execute(...values));
        });
      return telemetry === undefined ? run() : traced(telemetry, statementSpan(asked[0].sql), run);
    };
    return prepared;
  };
  const transaction: Database["transaction"] = (work) => {
    let isNamed = true;
    const mayRepeat = (error: unknown) => {
      if (databaseErrorOf(error)?.code === LOST_NAME) forgetNames(database);
      const isStale = isNamed && isStaleStatement(error);
      if (isStale) isNamed = false;
      return isStale || isLostClaim(error);
    };
    const run = (tx: DrizzleTransaction) => work(isNamed ? withNames(database, tx) : tx);
    return traced(telemetry, TRANSACTION, () => retries.run((lockTimeout) => begin(run, lockTimeout), mayRepeat));
  };
  // An object that inherits all members of the session but these.
  const retryingSession: typeof session = Object.create(session, { prepareQuery: { value: prepareQuery } });
  return Object.create(database, { session: { value: retryingSession }, transaction: { value: transaction } });
}

function joinsOf(prepared: object): object {
  return "joinsNotNullableMap" in prepared ? { joinsNotNullableMap: prepared.joinsNotNullableMap } : {};
}
