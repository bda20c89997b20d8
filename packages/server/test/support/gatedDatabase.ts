import { type Refused, refusalOf } from "./errors.ts";
import { testDatabase } from "./kit.ts";

/** A database whose next transaction can be made to wait. */
export async function gatedDatabase() {
  const { database } = await testDatabase();
  let gate: { reached(): void; open: Promise<void> } | null = null;
  const transaction: typeof database.transaction = async (...given) => {
    const waiting = gate;
    gate = null;
    waiting?.reached();
    await waiting?.open;
    return database.transaction(...given);
  };
  const gated: typeof database = Object.create(database, { transaction: { value: transaction } });
  return {
    database: gated,
    /** Runs a call up to its transaction, then another one, then the rest of the first. @returns the first's refusal */
    async between(late: () => Promise<unknown>, early: () => Promise<unknown>): Promise<Refused | null> {
      let open = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      const reached = new Promise<void>((resolve) => {
        gate = { reached: resolve, open: opened };
      });
      const refused = refusalOf(late());
      await reached;
      await early();
      open();
      return refused;
    },
  };
}
