import { authErrorFormatter, createAuth } from "@latchkey/server";
import { consoleMail } from "@latchkey/server/mail";
import { initTRPC } from "@trpc/server";
import { pgTable, text, uuid } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/postgres-js";
import { z } from "zod";

const notes = pgTable("notes", { id: uuid("id").primaryKey(), text: text("text").notNull() });

const auth = createAuth({
  database: drizzle("postgres://127.0.0.1/acme", { schema: { notes } }),
  secret: "a secret of at least thirty-two characters",
  appName: "Acme",
  origin: "https://acme.com",
  mail: consoleMail(),
  account: { signup: { fields: z.object({ displayName: z.string(), newsletter: z.boolean().default(false) }) } },
  hooks: {
    async onSignup(user, tx) {
      await tx.insert(notes).values({ id: user.id, text: `Welcome, ${user.data.displayName}` });
    },
  },
});

const t = initTRPC
  .context<Awaited<ReturnType<typeof auth.createContext>>>()
  .create({ errorFormatter: authErrorFormatter });

const appRouter = t.router({
  auth: auth.authRouter,
  hello: t.procedure.concat(auth.authenticated).query(({ ctx }) => `Hello ${ctx.auth.user.data.displayName}`),
});

export type AppRouter = typeof appRouter;
