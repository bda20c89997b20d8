import { PGlite } from "@electric-sql/pglite";
import { bcrypt } from "@latchkey/server/hashers";
import type { MailMessage } from "@latchkey/server/mail";
import { migrate } from "@latchkey/server/migrate";
import { drizzle } from "drizzle-orm/pglite";
import { Latest } from "../consumer/latest.ts";
import { mountApp } from "./mounted.ts";

/** As in production, so that the cookies are the same: the tests keep them in a jar of their own. */
export const ORIGIN = "https://app.example.com";

/** The app of the matrix, with a database and an outbox in memory. */
export async function createMatrixApp(origin = ORIGIN) {
  const client = new PGlite();
  const database = drizzle(client);
  await migrate(database);
  const mail = new Latest<MailMessage>();
  const send = async (message: MailMessage) => mail.set(message);
  const { auth, routers } = mountApp({ database, origin, hasher: bcrypt({ cost: 4 }), mail: { send } });
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
