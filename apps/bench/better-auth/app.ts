import { initTRPC, TRPCError } from "@trpc/server";
import { betterAuth } from "better-auth";
import { createAuthClient } from "better-auth/react";
import pg from "pg";

// The compiler is timed on this: the same app as src/apps/latchkey.ts.

const auth = betterAuth({
  database: new pg.Pool(),
  secret: process.env["AUTH_SECRET"] ?? "",
  baseURL: "https://app.acme.com",
  emailAndPassword: { enabled: true },
});
const t = initTRPC.context<{ headers: Headers }>().create();
const authenticated = t.procedure.use(async ({ ctx, next }) => {
  const session = await auth.api.getSession({ headers: ctx.headers });
  if (session === null) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: session });
});
export const appRouter = t.router({ hello: authenticated.query(({ ctx }) => ctx.user.name) });
export const { useSession, signIn, signUp, signOut } = createAuthClient();
