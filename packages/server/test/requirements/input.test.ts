import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import superjson from "superjson";
import { describe, expect, it } from "vitest";
import { authErrorFormatter } from "../../src/index.ts";
import { users } from "../../src/schema.ts";
import { createTestKit } from "../support/kit.ts";

/** The kit's auth, mounted in an app that sends its data through superjson. */
async function mountWithTransformer() {
  const kit = await createTestKit({ rateLimits: false, account: { emailVerification: "none" } });
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ transformer: superjson, errorFormatter: authErrorFormatter });
  const router = t.router({ auth: kit.auth.authRouter });
  const send = async (path: string, body: string) => {
    const req = new Request(`${kit.origin}/trpc/auth.${path}`, {
      method: "POST",
      headers: { "x-latchkey-client": "app", "content-type": "application/json" },
      body,
    });
    const response = await fetchRequestHandler({
      endpoint: "/trpc",
      req,
      router,
      createContext: (opts) => kit.auth.createContext(opts),
    });
    return { status: response.status, text: await response.text() };
  };
  return { kit, send };
}

describe("data that comes through a transformer", () => {
  it("pollutes nothing and fails nothing, whatever it claims to be", async () => {
    const { kit, send } = await mountWithTransformer();
    const json = { email: "ada@example.com", password: "a fine password" };
    const metas: object[] = [
      { values: { "__proto__.isAdmin": ["Date"] } },
      { values: { "constructor.prototype.isAdmin": ["Date"] } },
      { values: { email: [["class", "User"]] } },
      { values: { email: [["custom", "evil"]] } },
      { values: { email: ["regexp"] } },
      { values: { email: ["Error"] } },
      { values: { email: ["map"], password: ["set"] } },
      { referentialEqualities: { email: ["__proto__.isAdmin", "password"] } },
      { values: JSON.parse('{"__proto__":["Date"]}') },
      { v: 1, values: 7 },
    ];
    for (const path of ["account.login", "account.signup", "account.password.requestReset"]) {
      for (const meta of metas) {
        const { status } = await send(path, JSON.stringify({ json, meta }));
        expect(status, `${path} ${JSON.stringify(meta)}`).toBeLessThan(500);
      }
      const proto = `{"json":{"email":"eve@example.com","password":"a fine password","__proto__":{"isAdmin":true}}}`;
      expect((await send(path, proto)).status).toBeLessThan(500);
    }
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(JSON.stringify(await kit.database.select().from(users))).not.toContain("isAdmin");
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("means what the same data means without one", async () => {
    const { kit, send } = await mountWithTransformer();
    const ada = await kit.createUser();
    const { status, text } = await send(
      "account.login",
      JSON.stringify({ json: { email: ada.email, password: ada.password } }),
    );
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ result: { data: { json: { status: "authenticated" } } } });
    await kit[Symbol.asyncDispose]();
  });
});

describe("a body that states one thing twice", () => {
  it("is evaluated as it is used: the guesses count for the account whose password was compared", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = kit.client("app");
    const guess = async (index: number) => {
      const response = await client.fetch(`${kit.origin}/trpc/auth.account.login`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: `{"email":"nobody${index}@example.com","email":"${ada.email}","password":"wrong"}`,
      });
      return response.text();
    };
    for (let index = 0; index < 5; index += 1) expect(await guess(index)).toContain("email_password_mismatch");
    expect(await guess(5)).toContain("too_many_login_attempts");
  });
});
