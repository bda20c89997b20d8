import { authErrorFormatter } from "@latchkey/server";
import { initTRPC } from "@trpc/server";
import type { CreateHTTPContextOptions } from "@trpc/server/adapters/standalone";
import { z } from "zod";
import type { DemoAuth, DemoEnvironment } from "./auth.ts";
import { addNote, deleteNotes, listNotes } from "./notes.ts";

/** The app's router: Latchkey's four under `auth`, and the app's own next to them. */
export function makeRouter(auth: DemoAuth, { database, clock }: DemoEnvironment) {
  const createContext = async (options: CreateHTTPContextOptions) => ({ ...(await auth.createContext(options)) });
  const t = initTRPC
    .context<Awaited<ReturnType<typeof createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const protectedProcedure = t.procedure.concat(auth.authenticated);
  const sensitiveProcedure = t.procedure.concat(auth.recentlyAuthenticated);

  const notes = t.router({
    list: protectedProcedure.query(({ ctx }) => listNotes(database, ctx.auth.user.id)),
    add: protectedProcedure
      .input(z.object({ text: z.string().trim().min(1, "Write something first.").max(500) }))
      .mutation(async ({ ctx, input }) => {
        await addNote(database, { userId: ctx.auth.user.id, text: input.text, createdAt: clock() });
        return listNotes(database, ctx.auth.user.id);
      }),
    // Sensitive: a person who finds the browser unlocked must not be able to copy everything.
    export: sensitiveProcedure.mutation(async ({ ctx }) => {
      const all = await listNotes(database, ctx.auth.user.id);
      const lines = all.map((note) => `${note.createdAt}  ${note.text}`);
      return { fileName: "notes.txt", text: lines.join("\n") };
    }),
    // Cannot be undone: it takes both factors, the second of them just now.
    clear: t.procedure
      .concat(auth.requires({ level: 2, within: 300 }))
      .mutation(({ ctx }) => deleteNotes(database, ctx.auth.user.id)),
  });
  const invitations = t.router({
    // The same answer for every address: the inviter must not learn who has an account.
    create: protectedProcedure.input(z.object({ email: z.email() })).mutation(async ({ input }) => {
      const { expiresAt } = await auth.createInvitation({ email: input.email });
      return { email: input.email, expiresAt: expiresAt.toISOString() };
    }),
  });
  return { appRouter: t.router({ auth: auth.authRouter, notes, invitations }), createContext };
}

export type AppRouter = ReturnType<typeof makeRouter>["appRouter"];
