import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("a database in memory", () => {
  it("shares nothing with another one", async () => {
    const { memoryDatabase } = await import("./memoryDatabase.ts");
    const [one, other] = await Promise.all([memoryDatabase(), memoryDatabase()]);
    await one.database.execute(sql`insert into latchkey_rate_limits (key, used, resets_at) values ('a', 1, now())`);
    expect(await other.database.execute(sql`select * from latchkey_rate_limits`)).toMatchObject({ rows: [] });
    await Promise.all([one.close(), other.close()]);
  });

  it("works where Blob and File are those of jsdom, which cannot be read", async () => {
    class Unreadable {}
    vi.stubGlobal("Blob", Unreadable);
    vi.stubGlobal("File", Unreadable);
    const { memoryDatabase } = await import("./memoryDatabase.ts");
    for (let time = 0; time < 2; time += 1) {
      const { database, close } = await memoryDatabase();
      expect(await database.execute(sql`select * from latchkey_users`)).toMatchObject({ rows: [] });
      await close();
    }
  });
});
