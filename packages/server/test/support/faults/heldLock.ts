import type { SQL } from "drizzle-orm";
import type { Database } from "../../../src/db/database.ts";

/** A transaction of somebody else's, which has locked something. */
export interface HeldLock extends AsyncDisposable {
  /** Ends it. @param last what it does before */
  release(last?: SQL): Promise<void>;
}

/** Begins a transaction that does this and stays open until it is told to end. */
export async function hold(database: Database, statement: SQL): Promise<HeldLock> {
  let end: (last: SQL | undefined) => void = () => {};
  const ended = new Promise<SQL | undefined>((resolve) => {
    end = resolve;
  });
  let transaction: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    transaction = database.transaction(async (tx) => {
      await tx.execute(statement);
      resolve();
      const last = await ended;
      if (last !== undefined) await tx.execute(last);
    });
    transaction.catch(reject);
  });
  const release = (last?: SQL) => {
    end(last);
    return transaction;
  };
  return { release, [Symbol.asyncDispose]: () => release() };
}
