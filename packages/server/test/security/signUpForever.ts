import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { createTestKit } from "../../src/testing.ts";

// Signs up users, one after another, until it is killed. Prints the addresses that it has mailed.

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
