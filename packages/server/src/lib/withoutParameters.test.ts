import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { withoutParameters } from "./withoutParameters.ts";

const SECRETS = /ada@example|\$2b\$/;
const shown = (error: unknown) => inspect(error, { depth: null, showHidden: true });

/** As created by Drizzle and the three drivers. */
function queryError(cause: unknown = driverError()): Error {
  const query = 'insert into "latchkey_users" values ($1, $2)';
  const params = ["ada@example.com", "$2b$04$hash"];
  return Object.assign(new Error(`Failed query: ${query}\nparams: ${params}`, { cause }), { query, params });
}
function driverError(more: object = {}): Error {
  return Object.assign(new Error("duplicate key: ada@example.com"), {
    name: "PostgresError",
    severity: "ERROR",
    code: "23505",
    constraint_name: "users_email_key",
    detail: "Key (email)=(ada@example.com) already exists.",
    parameters: ["$2b$04$hash"],
    where: "ada@example",
    query: "select 'ada@example.com'",
    table_name: "latchkey_users",
    ...more,
  });
}

describe("an error without parameters", () => {
  it("shows which query failed and why, not its values", () => {
    const safe = withoutParameters(queryError());
    expect(shown(safe)).not.toMatch(SECRETS);
    expect(safe).toMatchObject({
      name: "DatabaseError",
      message: "a query failed (23505)",
      code: "23505",
      constraint: "users_email_key",
      table: "latchkey_users",
      query: 'insert into "latchkey_users" values ($1, $2)',
    });
    expect((safe as Error).stack).toMatch(/^DatabaseError: a query failed \(23505\)\n\s+at .*withoutParameters\.test/);
  });

  it.each<[string, () => unknown]>([
    ["the driver's own", driverError],
    ["one of a driver that names it otherwise", () => driverError({ constraint: "users_email_key" })],
    [
      "one that an app wrapped, repeating it",
      () => new Error(`it failed: ${queryError().message}`, { cause: queryError() }),
    ],
    ["one among several", () => new AggregateError([new Error("first"), queryError()], "two failed")],
    ["one whose connection failed", () => queryError(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }))],
    [
      "one with values in its SQL",
      () => Object.assign(queryError(), { query: "select 'ada@example.com', $a$$2b$x$a$" }),
    ],
    ["one that is no Error", () => ({ ...driverError(), severity: "ERROR" })],
  ])("contains nothing of %s", (_what, make) => {
    expect(shown(make())).toMatch(SECRETS);
    const safe = withoutParameters(make());
    expect(shown(safe)).not.toMatch(SECRETS);
    expect(shown(safe)).toContain("a query failed (");
  });

  it("keeps its wrapper: name, message, stack", () => {
    const wrapper = Object.assign(new TypeError("the hook failed", { cause: queryError() }), { code: "HOOK" });
    const safe = withoutParameters(wrapper);
    expect(safe).toMatchObject({ name: "TypeError", message: "the hook failed", code: "HOOK" });
    expect((safe as Error).stack).toBe(wrapper.stack);
  });

  it("is unchanged if it does not come from a database", () => {
    const loop = new Error("loop");
    loop.cause = loop;
    for (const error of [new Error("x", { cause: new Error("y") }), loop, "text", null, undefined, 7, { code: "x" }])
      expect(withoutParameters(error)).toBe(error);
  });
});
