import { sql } from "drizzle-orm";
import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { z } from "zod";
import { AuthError, loginStage, type StagePosition } from "../../src/index.ts";
import { users } from "../../src/schema.ts";
import { testDatabase } from "./kit.ts";

/** The app's own table: who has accepted which terms. */
export const acceptances = pgTable("test_acceptances", {
  userId: uuid("user_id")
    .notNull()
    .references(() => users.id, { onDelete: "cascade" }),
  version: text("version").notNull(),
});

export async function createAcceptances(): Promise<void> {
  const { database } = await testDatabase();
  await database.execute(
    sql`create table if not exists test_acceptances (user_id uuid not null references latchkey_users (id) on delete cascade, version text not null)`,
  );
}

/** Who has accepted what. */
export async function readAcceptances(): Promise<{ userId: string; version: string }[]> {
  const { database } = await testDatabase();
  return database.select().from(acceptances);
}

export const TERMS = "2026-11";

/** "Accept the terms": what a user has to do once. @param calls what was asked of the app's code, in order */
export function acceptTerms({ calls = [], after, attempts }: TermsOptions = {}) {
  return loginStage({
    id: "accept_terms",
    ...(after === undefined ? {} : { after }),
    ...(attempts === undefined ? {} : { attempts }),
    state: z.object({ version: z.string() }),
    schema: z.object({ version: z.string("Which version?"), note: z.string().max(5, "Too long.").optional() }),
    async enter({ user, tx }) {
      calls.push(`enter ${user.email}`);
      const rows = await tx.select().from(acceptances);
      const hasAccepted = rows.some(({ userId, version }) => userId === user.id && version === TERMS);
      return hasAccepted ? null : { version: TERMS };
    },
    async answer({ user, input, state, tx }) {
      calls.push(`answer ${input.version}`);
      await tx.insert(acceptances).values({ userId: user.id, version: input.version });
      if (input.version !== state.version)
        throw new AuthError("invalid", { param: "version", message: "The terms have changed. Read them again." });
    },
  });
}

export interface TermsOptions {
  calls?: string[];
  after?: StagePosition;
  attempts?: number;
}
