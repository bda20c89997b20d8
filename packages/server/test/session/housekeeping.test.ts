import { afterEach, expect, inject, it, vi } from "vitest";
import { createAuth } from "../../src/createAuth.ts";
import { usedTokens } from "../../src/schema.ts";
import { testDatabase } from "../support/kit.ts";

const DAY = 86_400_000;

afterEach(() => void vi.useRealTimers());

async function open() {
  const { database } = await testDatabase();
  const auth = createAuth({
    database,
    secret: "a secret of enough characters, for a test",
    appName: "Acme",
    origin: "https://app.example.com",
    mail: { send: async () => {} },
  });
  return { database, auth };
}

// PGlite runs in the process, and uses its clock.
it.skipIf(inject("driver") === "pglite")(
  "deletes no valid session, in a process whose clock is a fortnight ahead",
  async () => {
    const { auth } = await open();
    const { id } = await auth.createUser({ email: "ada@example.com", emailVerified: true });
    const token = await auth.createSessionToken(id, { client: "app" });
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * DAY });
    await auth.cleanUp();
    vi.useRealTimers();
    expect(await auth.validateSessionToken(token ?? "")).toMatchObject({ user: { id } });
    await auth.close();
  },
);

it("continues until nothing that expired is left", async () => {
  const { auth, database } = await open();
  const expiresAt = new Date(Date.now() - 2 * DAY);
  for (let part = 0; part < 5; part += 1)
    await database
      .insert(usedTokens)
      .values(Array.from({ length: 500 }, (_, index) => ({ keyHash: `${part} ${index}`, expiresAt })));
  expect(await auth.cleanUp()).toBe(2_500);
  await auth.close();
});
