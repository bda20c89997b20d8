import { createServer } from "node:http";
import { initTRPC } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { drizzle } from "drizzle-orm/postgres-js";
import { Redis } from "ioredis";
import postgres from "postgres";
import { authErrorFormatter } from "../../src/index.ts";
import { redisRateLimitStore } from "../../src/rateLimits.ts";
import { createTestKit } from "../../src/testing.ts";

// One of several processes of an app. Reports its port and its mails to its parent; sets its clock on request.

const [url = "", redisUrl = "", prefix = ""] = process.argv.slice(2);
const kit = await createTestKit({
  database: drizzle(postgres(url, { max: 5, onnotice: () => {} })),
  // What matters here is that they count together, not the response time of a busy machine.
  rateLimitStore: redisRateLimitStore(new Redis(redisUrl), { prefix, timeout: 10_000 }),
  mail: { send: async (mail) => void process.send?.({ mail }) },
  onError: (error) => console.error(error),
});
const t = initTRPC
  .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
  .create({ errorFormatter: authErrorFormatter });
const handler = createHTTPHandler({
  router: t.router({ auth: kit.auth.authRouter }),
  createContext: (options) => kit.auth.createContext(options),
  basePath: "/trpc/",
});
const server = createServer(handler);
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") process.send?.({ port: address.port });
});
process.on("message", (message) => {
  if (typeof message !== "object" || message === null || !("advance" in message)) return;
  kit.clock.advance(Number(message.advance));
  process.send?.({ isAdvanced: true });
});
