import { beforeAll, describe, expect, it } from "vitest";
import { plainBcrypt } from "../../src/hashers.ts";
import { type AuthJsOptions, type ImportResult, importedUserId, importFromAuthJs } from "../../src/import.ts";
import { microsoft, type Provider } from "../../src/providers.ts";
import { createImportKit, factsOf, insertKey, inTestDatabase, openOld, told } from "./support.ts";

// The database was made by an adapter of Auth.js; `fixtures/make_auth_js.mjs` says how to make it again.

describe("a database that the Drizzle adapter of Auth.js made", () => {
  const { users: known } = factsOf("auth-js.postgres.json");
  let old: Awaited<ReturnType<typeof openOld>>;
  beforeAll(async () => {
    old = await openOld("postgres", "auth-js.postgres.sql");
  }, 60_000);

  async function imported(asked: Partial<AuthJsOptions> = {}, providers?: Provider[]) {
    const kit = await createImportKit(providers === undefined ? {} : { social: { providers } });
    const results: ImportResult[] = [];
    const onUser = (result: ImportResult) => void results.push(result);
    await importFromAuthJs(kit.auth, { source: old, ...asked, onUser });
    return { kit, told: told(results, known), [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose]() };
  }

  it("keeps the ids, and asks the app which providers have verified addresses", async () => {
    await using scene = await imported();
    expect(scene.told).toEqual({
      ada: "imported",
      bob: "imported, email: unverified",
      carol: "skipped, user: no_way_in",
      dan: "skipped, connection: unknown_provider, user: no_way_in",
    });
    expect(await scene.kit.auth.getUser(known["ada"]?.id ?? "")).toMatchObject({ email: "ada@example.com" });
    await using same = await imported({ from: "another" }, [microsoft({ clientId: "id", clientSecret: "secret" })]);
    expect(same.told).toMatchObject({ dan: "skipped, connection: other_uid, user: no_way_in" });
    await using other = await imported({ verifiedBy: ["github"], providers: { "microsoft-entra-id": "google" } });
    expect(other.told).toMatchObject({ bob: "imported", dan: "imported" });
    expect(await other.kit.auth.getUser(known["bob"]?.id ?? "")).toMatchObject({
      email: "bob@example.com",
      emailVerified: true,
    });
  });

  it("logs in with its passkeys", async () => {
    await using scene = await imported();
    const device = insertKey(scene.kit.authenticator(), known["ada"]?.keys?.["Phone"]);
    const client = scene.kit.client("app");
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const state = await client.mfa.webauthn.login.mutate({ response: device.get(options) });
    expect(state).toMatchObject({ status: "authenticated", user: { id: known["ada"]?.id } });
  });
});

describe("tables as the PostgreSQL adapter of Auth.js documents them", () => {
  it("are read with the app's own column of passwords", async () => {
    await using kit = await createImportKit({ account: { password: { legacyHashers: [plainBcrypt()] } } });
    const old = await inTestDatabase(`
      create table users (id serial primary key, name text, email text, "emailVerified" timestamptz, image text, hash text);
      create table accounts (id serial primary key, "userId" integer not null, type text not null, provider text not null,
        "providerAccountId" text not null);
      insert into users (email, "emailVerified", hash)
        values ('ada@example.com', '2026-01-01', '$2b$04$mJiRv4qhYpKQxW3m1SLzwu8KO4ohGKoSQv5U5iT6NLtfi2tUYMTRS');
      insert into accounts ("userId", type, provider, "providerAccountId") values (1, 'oauth', 'github', '7')`);
    const user = (row: Record<string, unknown>) => ({ passwordHash: String(row["hash"]) });
    const report = await importFromAuthJs(kit.auth, { source: old, user });
    expect(report).toEqual({ imported: 1, updated: 0, unchanged: 0, skipped: 0, problems: {} });
    expect(await kit.auth.getUser(importedUserId("auth.js", "1"))).toMatchObject({ hasUsablePassword: true });
  });
});
