import type { Query } from "drizzle-orm";
import { driverOf } from "./driver.ts";
import { keepsNames } from "./pooler.ts";

/** The part of Drizzle's sessions through which every query goes. */
interface Session {
  prepareQuery(query: Query, fields: never, name: string | undefined, ...others: never[]): unknown;
}

/** Drizzle only checks whether there is a name; postgres.js makes its own. */
const NAME = "latchkey";
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
 */
export function withNamedStatements<Given extends Session>(database: object, session: Given): Given {
  if (driverOf(database) !== "postgres.js") return session;
  const prepareQuery: Session["prepareQuery"] = (query, fields, name, ...others) => {
    const isNamed = query.params.length <= MOST_PARAMETERS && keepsNames(database);
    return session.prepareQuery(query, fields, isNamed ? (name ?? NAME) : name, ...others);
  };
  // An object that inherits all members of the session but this one.
  return Object.create(session, { prepareQuery: { value: prepareQuery } });
}
