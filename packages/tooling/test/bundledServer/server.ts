import { PGlite } from "@electric-sql/pglite";
import { createAuth } from "@latchkey/server";
import { migrate } from "@latchkey/server/migrate";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { drizzle } from "drizzle-orm/pglite";

// A small server in a form that is usually bundled: it creates its tables on start, and prints its URL.

const origin = "http://localhost:3000";
const database = drizzle({ client: new PGlite() });
await migrate(database);

const { authRouter, createContext, createUser } = createAuth({
  database,
  secret: "a secret of the bundled server, long enough",
  appName: "Bundled",
  origin,
  clientAddress: () => "127.0.0.1",
  mail: { send: async () => {} },
});
await createUser({ email: "ada@example.com", emailVerified: true, password: "correct horse battery" });

const t = initTRPC.context<Awaited<ReturnType<typeof createContext>>>().create();
const server = createHTTPServer({ router: t.router({ auth: authRouter }), createContext });
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  console.log(`http://127.0.0.1:${address.port}`);
});
