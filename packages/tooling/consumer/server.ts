import { PGlite } from "@electric-sql/pglite";
import { authErrorFormatter, createAuth } from "@latchkey/server";
import type { MailMessage } from "@latchkey/server/mail";
import { migrate } from "@latchkey/server/migrate";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { drizzle } from "drizzle-orm/pglite";
import superjson from "superjson";
import { z } from "zod";
import { Latest } from "./latest.js";

export const ORIGIN = "http://app.localhost";

/** Creates the auth of an app with a field of its own, and keeps the latest mail. */
export async function createAppAuth() {
  const database = drizzle(new PGlite());
  await migrate(database);
  const mail = new Latest<MailMessage>();
  const auth = createAuth({
    database,
    secret: "a secret for an app that lives as long as a test",
    appName: "Installed",
    origin: ORIGIN,
    account: {
      emailVerificationBy: "code",
      signup: { fields: z.object({ displayName: z.string().min(1), newsletter: z.boolean().default(false) }) },
    },
    mail: { send: async (message) => mail.set(message) },
  });
  return { auth, mail };
}

type AppAuth = Awaited<ReturnType<typeof createAppAuth>>["auth"];
type Context = Awaited<ReturnType<AppAuth["createContext"]>>;

export function createPlainRouter(auth: AppAuth) {
  const t = initTRPC.context<Context>().create({ errorFormatter: authErrorFormatter });
  return t.router({
    auth: auth.authRouter,
    now: t.procedure.concat(auth.authenticated).query(({ ctx }) => ({ email: ctx.auth.user.email, at: new Date(0) })),
  });
}

export function createSuperjsonRouter(auth: AppAuth) {
  const t = initTRPC.context<Context>().create({ errorFormatter: authErrorFormatter, transformer: superjson });
  return t.router({
    auth: auth.authRouter,
    now: t.procedure.concat(auth.authenticated).query(({ ctx }) => ({ email: ctx.auth.user.email, at: new Date(0) })),
  });
}

export type PlainRouter = ReturnType<typeof createPlainRouter>;
export type SuperjsonRouter = ReturnType<typeof createSuperjsonRouter>;

export async function listen(router: PlainRouter | SuperjsonRouter, auth: AppAuth) {
  const server = createHTTPServer({ router, basePath: "/trpc/", createContext: (opts) => auth.createContext(opts) });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen on a port");
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${address.port}/trpc`, close };
}
