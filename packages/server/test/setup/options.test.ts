import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { describe, expect, it, vi } from "vitest";
import { createAuth } from "../../src/index.ts";
import { migrate } from "../../src/migrate.ts";
import * as schema from "../../src/schema.ts";

const client = new PGlite();
const options = {
  database: drizzle(client),
  secret: "thirty-two characters, or more of it",
  appName: "Acme",
  origin: "https://app.acme.com",
  mail: { send: async () => {} },
};

/** As in plain JavaScript: the compiler refuses most of these. */
const create = (...given: unknown[]): unknown => Reflect.apply(createAuth, undefined, given);

describe("createAuth", () => {
  it.each([[[]], [[null]], [["postgres://"]]])("given %j, asks for its options", (given) => {
    expect(() => create(...given)).toThrow(
      expect.objectContaining({
        name: "SetupError",
        message: expect.stringContaining("createAuth: expected its options, such as createAuth({ database"),
      }),
    );
  });
});

describe("an imported schema in place of the database", () => {
  const words =
    /database: expected a Drizzle database on PostgreSQL.*write `database: drizzle\(process\.env\.DATABASE_URL\)`/;

  it.each([
    ["a module", schema],
    ["an object without a prototype", Object.create(null)],
  ])("(%s) is refused with the line to write", async (_name, database) => {
    expect(() => create({ ...options, database })).toThrow(
      expect.objectContaining({ name: "SetupError", message: expect.stringMatching(words) }),
    );
    await expect(Reflect.apply(migrate, undefined, [database])).rejects.toMatchObject({
      name: "SetupError",
      message: expect.stringMatching(words),
    });
  });
});

describe("a rate limit", () => {
  it.each([5, null, true, { limit: 5 }, ["5/m"]])("of %j is refused with an example", (login) => {
    expect(() => create({ ...options, rateLimits: { login } })).toThrow(
      expect.objectContaining({
        name: "SetupError",
        message: expect.stringContaining('createAuth: rateLimits.login: expected text such as "5/300s/key"'),
      }),
    );
  });

  it.each(["max", "toString"])("named %s is refused with the names that there are", (name) => {
    expect(() => create({ ...options, rateLimits: { [name]: 5 } })).toThrow(
      `createAuth: rateLimits.${name}: there is no such limit; expected one of login, `,
    );
  });

  it("is not null, for all of them", () => {
    expect(() => create({ ...options, rateLimits: null })).toThrow("createAuth: rateLimits: expected limits by name");
  });

  it("that is undefined keeps its default", () => {
    expect(() => create({ ...options, rateLimits: { login: undefined } })).not.toThrow();
  });
});

describe("a duration", () => {
  it.each(["14d", new Date(0), Number.NaN, 0.5])("of %j is refused by its unit", (lifetime) => {
    expect(() => create({ ...options, session: { lifetime } })).toThrow(
      "createAuth: session.lifetime: expected a whole number of seconds, such as 86400 for a day",
    );
    expect(() => create({ ...options, session: { cache: { maxAge: lifetime } } })).toThrow(
      "createAuth: session.cache.maxAge: expected a whole number of seconds",
    );
  });

  it("names its limit", () => {
    expect(() => create({ ...options, session: { lifetime: -1 } })).toThrow(/session\.lifetime: Too small/);
  });

  it("of a lock may be a fraction", () => {
    expect(() => create({ ...options, lockTimeout: "3s" })).toThrow(
      "lockTimeout: expected a number of seconds, such as 3",
    );
    expect(() => create({ ...options, lockTimeout: 0.5 })).not.toThrow();
  });
});

describe("migrate", () => {
  it("prints no notices, the first time or again", async () => {
    const noticed: unknown[] = [];
    const { execProtocolStream } = client;
    vi.spyOn(client, "execProtocolStream").mockImplementation((message, asked) =>
      execProtocolStream.call(client, message, { ...asked, onNotice: ({ message }) => void noticed.push(message) }),
    );
    await client.exec("do $$ begin raise notice 'seen'; end $$");
    for (let start = 0; start < 2; start++) await migrate(options.database);
    expect(noticed).toEqual(["seen"]);
    await client.exec("do $$ begin raise notice 'still seen'; end $$");
    expect(noticed).toEqual(["seen", "still seen"]);
    // The tables are created here, not loaded.
  }, 120_000);
});
