import { createAuthHooks } from "@latchkey/react";
import { authErrorFormatter, createAuth } from "@latchkey/server";
import { createTRPCReact } from "@trpc/react-query";
import { initTRPC } from "@trpc/server";
import { drizzle } from "drizzle-orm/postgres-js";

// The compiler is timed on this: the README's app.

const auth = createAuth({
  database: drizzle(""),
  secret: process.env["AUTH_SECRET"] ?? "",
  appName: "Acme",
  origin: "https://app.acme.com",
});
const t = initTRPC
  .context<Awaited<ReturnType<typeof auth.createContext>>>()
  .create({ errorFormatter: authErrorFormatter });
export const appRouter = t.router({
  auth: auth.authRouter,
  hello: t.procedure.concat(auth.authenticated).query(({ ctx }) => ctx.auth.user.display),
});
export const hooks = createAuthHooks(createTRPCReact<typeof appRouter>().auth);
