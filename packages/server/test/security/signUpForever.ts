import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { createTestKit } from "../../src/testing.ts";

// Signs people up, one after another, until it is killed. Says whom it has mailed.

const [url = "", prefix = ""] = process.argv.slice(2);
const database = drizzle(postgres(url, { onnotice: () => {} }));
const kit = await createTestKit({
  database,
  rateLimits: false,
  mail: { send: async ({ to }) => void process.stdout.write(`${to}\n`) },
});
for (let count = 0; ; count += 1)
  await kit
    .client("app")
    .account.signup.mutate({ email: `${prefix}${count}@example.com`, password: "a fine password" });
