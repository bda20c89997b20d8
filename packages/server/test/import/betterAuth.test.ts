import { generateKeyPairSync } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { type BetterAuthOptions, type ImportResult, importedUserId, importFromBetterAuth } from "../../src/import.ts";
import { authenticators, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createImportKit, factsOf, insertKey, openOld, told } from "./support.ts";

// The database was made by better-auth 1.7.25; `fixtures/make_better_auth.mjs` says how to make it again.

describe("a database that better-auth made", () => {
  const { password, decrypted, users: known } = factsOf("better-auth.postgres.json");
  const idOf = (name: string) => importedUserId("better-auth", known[name]?.id ?? "");
  const decrypt = (value: string) => {
    const plain = decrypted[value];
    if (plain === undefined) throw new Error("not what was stored");
    return plain;
  };
  let old: Awaited<ReturnType<typeof openOld>>;
  beforeAll(async () => {
    old = await openOld("postgres", "better-auth.postgres.sql");
  }, 60_000);

  async function imported(asked: Partial<BetterAuthOptions> = { decrypt }) {
    const kit = await createImportKit({ account: { loginMethods: ["email", "username"] } });
    const run = async () => {
      const results: ImportResult[] = [];
      const onUser = (result: ImportResult) => void results.push(result);
      const report = await importFromBetterAuth(kit.auth, { source: old, ...asked, onUser });
      return { report, told: told(results, known) };
    };
    return { kit, run, first: await run(), [Symbol.asyncDispose]: () => kit[Symbol.asyncDispose]() };
  }

  it("brings everybody with what they had, and leaves a set-up out that was never finished", async () => {
    await using scene = await imported();
    expect(scene.first.told).toEqual({
      ada: "imported",
      bob: "skipped, user: unverified",
      carol: "imported",
      dan: "imported, user: inactive",
      eve: "imported",
    });
    const { kit } = scene;
    expect(await kit.auth.getUser(idOf("dan"))).toMatchObject({ username: "Dan_1", phone: "+4915112345678" });
    const eve = await kit.client("app").account.login.mutate({ email: "eve@example.com", password });
    expect(eve).toMatchObject({ status: "authenticated", user: { id: idOf("eve") } });
    const connections = await (await kit.clientOf({ id: idOf("carol") }, "app")).social.connections.list.query();
    expect(connections).toEqual([{ provider: "github", uid: "2222", display: "2222" }]);
    expect((await scene.run()).report).toMatchObject({ imported: 0, updated: 0, unchanged: 4, skipped: 1 });
  });

  it("accepts its passwords, authenticator apps and backup codes", async () => {
    await using scene = await imported();
    const { kit } = scene;
    const answer = async (code: string) => {
      const client = kit.client("app");
      const state = await client.account.login.mutate({ email: "ada@example.com", password });
      expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
      return client.mfa.authenticate.mutate({ code });
    };
    const { totpSecret = "", unusedCodes: [code = ""] = [] } = known["ada"] ?? {};
    expect(await answer(await kit.totp({ totpSecret }))).toMatchObject({ status: "authenticated" });
    expect(await answer(code)).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(answer(code))).toMatchObject({ codes: ["incorrect_code/code"] });
  });

  it("logs in with its passkeys, whose handles it did not keep", async () => {
    await using scene = await imported();
    const { kit } = scene;
    const device = insertKey(kit.authenticator(), known["ada"]?.keys?.["Phone"]);
    const client = kit.client("browser");
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const state = await client.mfa.webauthn.login.mutate({ response: device.get(options) });
    expect(state).toMatchObject({ status: "authenticated", user: { id: idOf("ada") } });
    const { options: more } = await client.mfa.webauthn.beginLogin.mutate();
    const stranger = kit.authenticator();
    insertKey(stranger, {
      ...(known["ada"]?.keys?.["Phone"] ?? { id: "", userHandle: "" }),
      privateKey: strangersKey(),
    });
    const forged = client.mfa.webauthn.login.mutate({ response: stranger.get(more) });
    expect(await refusalOf(forged)).toMatchObject({ codes: ["incorrect_code/response"] });
  });

  it("leaves out who has a second factor that cannot be decrypted, unless there is another", async () => {
    await using scene = await imported({});
    expect(scene.first.told).toMatchObject({ ada: "imported, totp: unreadable, recovery_codes: unreadable" });
    expect(await scene.kit.database.select().from(authenticators)).toMatchObject([{ type: "webauthn" }]);
    expect(await scene.kit.database.select().from(users)).toHaveLength(4);
  });
});

function strangersKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return privateKey.export({ format: "pem", type: "pkcs8" }).toString();
}
