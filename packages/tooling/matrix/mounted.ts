import { authErrorFormatter, createAuth } from "@latchkey/server";
import type { PasswordHasher } from "@latchkey/server/hashers";
import type { MailDelivery } from "@latchkey/server/mail";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";

/** The differences between the apps of the matrix. */
export interface Parts<Database> {
  database: Database;
  origin: string;
  hasher: PasswordHasher;
  mail: MailDelivery;
  background?(promise: Promise<unknown>): void;
}

/** An app with procedures of its own beside ours, as one router without a transformer and one with superjson. */
export function mountApp<Database extends Parameters<typeof createAuth>[0]["database"]>({
  hasher,
  ...parts
}: Parts<Database>) {
  const auth = createAuth({
    ...parts,
    secret: "a secret for an app that lives as long as a test",
    appName: "Matrix",
    account: {
      emailVerificationBy: "code",
      password: { hasher },
      signup: { fields: z.object({ displayName: z.string().min(1) }) },
    },
    rateLimits: false,
  });
  type Context = Awaited<ReturnType<typeof auth.createContext>>;
  const base = initTRPC.context<Context>().create();
  const own = base.procedure.concat(auth.authenticated);
  const mine = base.router({
    me: own.query(({ ctx }) => ({ email: ctx.auth.user.email, at: new Date(0) })),
    shout: own.input(z.object({ text: z.string() })).mutation(({ input }) => input.text.toUpperCase()),
    /** Sends its user, and continues until it is ended. */
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
  return { auth, routers };
}
