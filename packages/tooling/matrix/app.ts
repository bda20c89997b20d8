import { PGlite } from "@electric-sql/pglite";
import { authErrorFormatter, createAuth } from "@latchkey/server";
import { bcrypt } from "@latchkey/server/hashers";
import type { MailMessage } from "@latchkey/server/mail";
import { migrate } from "@latchkey/server/migrate";
import { initTRPC } from "@trpc/server";
import { drizzle } from "drizzle-orm/pglite";
import superjson from "superjson";
import { z } from "zod";
import { Latest } from "../consumer/latest.ts";

/** As in production, so that cookies are what they are there: the tests keep them in a jar of their own. */
export const ORIGIN = "https://app.example.com";

/** An app with procedures of its own beside ours, as one router without a transformer and one with superjson. */
export async function createMatrixApp(origin = ORIGIN) {
  const client = new PGlite();
  const database = drizzle(client);
  await migrate(database);
  const mail = new Latest<MailMessage>();
  const auth = createAuth({
    database,
    secret: "a secret for an app that lives as long as a test",
    appName: "Matrix",
    origin,
    account: {
      emailVerificationBy: "code",
      password: { hasher: bcrypt({ cost: 4 }) },
      signup: { fields: z.object({ displayName: z.string().min(1) }) },
    },
    rateLimits: false,
    mail: { send: async (message) => mail.set(message) },
  });
  type Context = Awaited<ReturnType<typeof auth.createContext>>;
  const base = initTRPC.context<Context>().create();
  const own = base.procedure.concat(auth.authenticated);
  const mine = base.router({
    me: own.query(({ ctx }) => ({ email: ctx.auth.user.email, at: new Date(0) })),
    shout: own.input(z.object({ text: z.string() })).mutation(({ input }) => input.text.toUpperCase()),
    /** Says who listens, and goes on until somebody ends it. */
    watch: own.subscription(async function* ({ ctx, signal }) {
      yield { email: ctx.auth.user.email, at: new Date(0) };
      await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
    }),
  });
  const routers = {
    none: initTRPC
      .context<Context>()
      .create({ errorFormatter: authErrorFormatter })
      .router({ auth: auth.authRouter, mine }),
    superjson: initTRPC
      .context<Context>()
      .create({ errorFormatter: authErrorFormatter, transformer: superjson })
      .router({ auth: auth.authRouter, mine }),
  };
  const close = async () => {
    await auth.close();
    await client.close();
  };
  const codeFor = (email: string) => mail.until(({ to, context }) => (to === email ? (context.code ?? null) : null));
  return { auth, routers, codeFor, close };
}

export type MatrixApp = Awaited<ReturnType<typeof createMatrixApp>>;
export type Routers = MatrixApp["routers"];
export type PlainRouter = Routers["none"];
export type SuperjsonRouter = Routers["superjson"];
