import type { Query } from "drizzle-orm";
import { databaseErrorOf } from "../database.ts";
import { driverOf } from "./driver.ts";
import { keepsNames } from "./pooler.ts";

/** The part of Drizzle's sessions through which every query goes. */
interface Session {
  prepareQuery(query: Query, fields: never, name: string | undefined, ...others: never[]): unknown;
}

/** Drizzle only checks whether there is a name; postgres.js makes its own. */
export const NAME = "latchkey";
/**
 * A list of values makes a statement of its own for each length. Each connection keeps what it has prepared, so long
 * lists must not be.
 */
const MOST_PARAMETERS = 64;

/**
 * The same session, whose statements postgres.js prepares by name, once for each connection. Without a name it prepares
 * a statement every time and waits for the types of its parameters: two round trips for each, and a new plan.
 *
 * Not before it is known that no pooler loses the names (`refuseLossyPooler`), and never with `prepare: false`.
 *
 * When the plan of a named statement is no longer valid, postgres.js (3.4) sends it again by itself, and serializes its
 * values a second time, which makes every true a false. A transaction is aborted by then, so it gets the error. Outside
 * of one, no statement with a boolean has a name.
 */
export function withNamedStatements<Given extends Session>(
  database: object,
  session: Given,
  { isInTransaction = false } = {},
): Given {
  if (driverOf(database) !== "postgres.js") return session;
  const mayHaveName = ({ params }: Query) =>
    params.length <= MOST_PARAMETERS &&
    (isInTransaction || !params.some((value) => typeof value === "boolean")) &&
    keepsNames(database);
  const prepareQuery: Session["prepareQuery"] = (query, fields, name, ...others) => {
    const isNamed = mayHaveName(query);
    // A statement that is built once asks for the name as well.
    const given = name === NAME ? undefined : name;
    return session.prepareQuery(query, fields, isNamed ? (given ?? NAME) : given, ...others);
  };
  // An object that inherits all members of the session but this one.
  return Object.create(session, { prepareQuery: { value: prepareQuery } });
}

interface Transactional {
  readonly _: { readonly session: Session };
}

const originals = new WeakMap<object, object>();

/** The same transaction, whose statements have names. */
export function withNames<Tx extends Transactional>(database: object, tx: Tx): Tx {
  const named: Tx = Object.create(tx, {
    session: { value: withNamedStatements(database, tx._.session, { isInTransaction: true }) },
  });
  originals.set(named, tx);
  return named;
}

/**
 * The transaction as hooks of the app receive it. Its statements are not ours: there may be any number of them, and
 * their tables may change while the app runs.
 */
export function transactionForHooks<Tx extends object>(tx: Tx): Tx {
  // Set by withNames, with the transaction of the same type.
  return (originals.get(tx) as Tx | undefined) ?? tx;
}

/** feature_not_supported (PostgreSQL, appendix A): "cached plan must not change result type". */
const STALE_PLAN = "0A000";

/** Whether a statement may have failed only because a migration has changed a column since it was prepared. */
export function isStaleStatement(error: unknown): boolean {
  return databaseErrorOf(error)?.code === STALE_PLAN;
}
