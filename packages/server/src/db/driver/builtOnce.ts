import type { Database } from "../database.ts";
import { NAME } from "./namedStatements.ts";
import { keepsNames } from "./pooler.ts";

/** What is prepared for a database. */
interface Preparable<Prepared> {
  prepare(name: string): Prepared;
}

/**
 * Builds a statement with placeholders once for each database and shape, and returns it prepared. Drizzle takes longer
 * to build a large statement than PostgreSQL to run it. Not for transactions, which have no statements of their own.
 *
 * @param build gets the shape: whatever changes the text of the statement; there must be few of them
 */
export function builtOnce<Shape extends string, Prepared>(
  build: (database: Database, shape: Shape) => Preparable<Prepared>,
): (database: Database, shape: Shape) => Prepared {
  const built = new WeakMap<Database, Map<string, Prepared>>();
  return (database, shape) => {
    const ofDatabase = built.get(database) ?? new Map<string, Prepared>();
    built.set(database, ofDatabase);
    // A prepared statement keeps its name, or has none for good.
    const name = keepsNames(database) ? NAME : "";
    const key = `${name} ${shape}`;
    const prepared = ofDatabase.get(key) ?? build(database, shape).prepare(name);
    ofDatabase.set(key, prepared);
    return prepared;
  };
}
