import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { type AllauthOptions, type ImportResult, importedUserId, importFromAllauth } from "../../src/import.ts";
import { authenticators, emailAddresses, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createImportKit, factsOf, insertKey, openOld, told } from "./support.ts";

// The databases were made by django-allauth 65.21.1; `fixtures/make_allauth.py` says how to make them again.

describe.each(["sqlite", "postgres"] as const)("a database that allauth made, %s", (kind) => {
  const { password, users: known } = factsOf(`allauth.${kind}.json`);
  const knownOf = (name: string) => known[name] ?? { id: "" };
  const idOf = (name: string) => importedUserId("allauth", knownOf(name).id);

  let old: Awaited<ReturnType<typeof openOld>>;
  beforeAll(async () => {
    old = await openOld(kind, `allauth.${kind}.sql`);
  }, 60_000);

  async function imported(options: Parameters<typeof createImportKit>[0] = {}, asked: Partial<AllauthOptions> = {}) {
    const kit = await createImportKit(options);
    const run = async (again: Partial<AllauthOptions> = asked) => {
      const results: ImportResult[] = [];
      const onUser = (result: ImportResult) => void results.push(result);
      const report = await importFromAllauth(kit.auth, { source: old, ...again, onUser });
      return { report, results, told: told(results, known) };
    };
    const dispose = () => kit[Symbol.asyncDispose]();
    return { kit, run, first: await run(), [Symbol.asyncDispose]: dispose };
  }

  it("tells of every user what becomes of them, and drops nothing silently", async () => {
    await using scene = await imported();
    expect(scene.first.told).toEqual({
      ada: "imported, connection: unknown_provider, email: unverified",
      bob: "imported, username: invalid",
      carol: "imported, user: inactive",
      dan: "skipped, user: unverified",
      eve: "imported, password: unusable, email: unverified",
      fay: "imported",
      gus: "skipped, user: unverified",
      hal: "imported",
      ivy: "skipped, password: unrecognized",
      jon: "skipped, user: no_factor",
      kim: "skipped, user: no_way_in",
    });
    expect(scene.first.report).toMatchObject({ imported: 6, updated: 0, unchanged: 0, skipped: 5 });
    expect(scene.first.report.problems).toMatchObject({ "email: unverified": 2, "user: unverified": 2 });
    expect(await scene.kit.database.select().from(users)).toHaveLength(6);
    const ada = await scene.kit.auth.getUser(idOf("ada"));
    expect(ada).toMatchObject({
      email: "ada@example.com",
      emailVerified: true,
      username: "ada",
      hasUsablePassword: true,
    });
    expect(scene.first.results[0]).toMatchObject({ oldId: knownOf("ada").id, userId: idOf("ada") });
  });

  it("imports those too whom the app accepts all the same", async () => {
    const accept = { unverified: true, withoutPassword: true, withoutFactors: true };
    await using scene = await imported({ account: { loginMethods: ["email", "username"] } }, { accept });
    expect(scene.first.told).toMatchObject({
      dan: "imported, email: unverified",
      gus: "imported, email: unverified",
      ivy: "imported, password: unrecognized",
      jon: "imported, passkey: other_domain",
      kim: "imported",
    });
  });

  it("lets everybody log in with the password they had", { timeout: 60_000 }, async () => {
    await using scene = await imported({ account: { loginMethods: ["email", "username"] } });
    const { kit } = scene;
    const logIn = (email: string, given = password) =>
      kit.client("app").account.login.mutate({ email, password: given });
    expect(await logIn("bob@example.com")).toMatchObject({ status: "authenticated", user: { id: idOf("bob") } });
    expect(await logIn("fay@example.com")).toMatchObject({
      status: "authenticated",
      user: { email: "fay@example.com" },
    });
    expect(await logIn("ada@work.example")).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    const byName = await kit.client("app").account.login.mutate({ username: "dan", password });
    expect(byName).toMatchObject({ status: "pending", flow: { id: "verify_email", email: "dan@example.com" } });
    await kit.auth.setUserActive(idOf("carol"), true);
    expect(await logIn("carol@example.com")).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(logIn("bob@example.com", "wrong"))).toMatchObject({ trpc: "BAD_REQUEST" });
  });

  it("keeps inactive users out", async () => {
    await using scene = await imported();
    const login = scene.kit.client("app").account.login.mutate({ email: "carol@example.com", password });
    expect(await refusalOf(login)).toMatchObject({ codes: ["account_inactive"] });
  });

  it("accepts the codes of the authenticator app, and each recovery code that is unused", async () => {
    await using scene = await imported({ account: { loginByCode: { enabled: true } } });
    const { kit } = scene;
    const { totpSecret = "", unusedCodes = [], usedCode = "" } = knownOf("ada");
    expect(unusedCodes).toHaveLength(9);
    const answer = async (code: string) => {
      const client = kit.client("app");
      await client.account.code.request.mutate({ email: "ada@example.com" });
      const { code: mailed } = (await kit.delivered()).lastMail("ada@example.com", "login_code").context;
      await client.account.code.confirm.mutate({ code: String(mailed) });
      return client.mfa.authenticate.mutate({ code });
    };
    expect(await answer(await kit.totp({ totpSecret }))).toMatchObject({ status: "authenticated" });
    expect(await refusalOf(answer(usedCode))).toMatchObject({ codes: ["incorrect_code/code"] });
    for (const code of [unusedCodes[0], unusedCodes[8]])
      expect(await answer(code ?? "")).toMatchObject({ status: "authenticated", user: { id: idOf("ada") } });
    expect(await refusalOf(answer(unusedCodes[0] ?? ""))).toMatchObject({ codes: ["incorrect_code/code"] });
    const client = await kit.clientOf({ id: idOf("hal") }, "app");
    expect(await client.mfa.recoveryCodes.get.query()).toMatchObject({ total: 2, unused: 2 });
  });

  it("logs in with the passkeys that allauth had created, and refuses another user's handle", async () => {
    await using scene = await imported();
    const { kit } = scene;
    const { Phone, Stick } = knownOf("ada").keys ?? {};
    const device = insertKey(kit.authenticator(), Phone);
    const client = kit.client("browser");
    const begin = async () => (await client.mfa.webauthn.beginLogin.mutate()).options;
    const foreign = client.mfa.webauthn.login.mutate({ response: device.get(await begin(), { userHandle: "Mg" }) });
    expect(await refusalOf(foreign)).toMatchObject({ codes: ["incorrect_code/response"] });
    const none = client.mfa.webauthn.login.mutate({ response: device.get(await begin(), { userHandle: "" }) });
    expect(await refusalOf(none)).toMatchObject({ codes: ["incorrect_code/response"] });
    const state = await client.mfa.webauthn.login.mutate({ response: device.get(await begin()) });
    expect(state).toMatchObject({ status: "authenticated", user: { id: idOf("ada") } });
    const stick = insertKey(kit.authenticator(), Stick);
    const other = kit.client("browser");
    const { options } = await other.mfa.webauthn.beginLogin.mutate();
    const alone = other.mfa.webauthn.login.mutate({ response: stick.get(options) });
    expect(await refusalOf(alone)).toMatchObject({ codes: ["incorrect_code/response"] });
    const rows = await kit.database.select().from(authenticators);
    expect(
      rows.filter(({ type }) => type === "webauthn").map((row) => [row.name, row.isPasswordless, row.transports]),
    ).toEqual(
      expect.arrayContaining([
        ["Phone", true, ["hybrid", "internal"]],
        ["Stick", false, ["hybrid", "internal"]],
      ]),
    );
  });

  it("keeps an unverified address from opening an account, by a code, a reset or a signup", async () => {
    await using scene = await imported({ account: { loginByCode: { enabled: true } } });
    const { kit } = scene;
    const rows = await kit.database.select().from(emailAddresses);
    const unverified = rows.filter(({ verifiedAt }) => verifiedAt === null);
    expect(unverified.map(({ address, userId }) => [address, userId]).sort()).toEqual([
      ["ada@nowhere.example", idOf("ada")],
      ["eve@example.com", idOf("eve")],
    ]);
    for (const { address } of unverified) {
      const client = kit.client("app");
      await client.account.code.request.mutate({ email: address });
      await client.account.password.requestReset.mutate({ email: address });
      const mails = (await kit.delivered()).mails.filter(({ to }) => to === address);
      expect(mails.map(({ template }) => template)).not.toContain("login_code");
      expect(mails.map(({ template }) => template)).not.toContain("password_reset");
      const signup = await kit
        .client("app")
        .account.signup.mutate({ email: address, password: "another long password" });
      expect(signup).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    }
    expect(await kit.database.select().from(users)).toHaveLength(8);
  });

  it("changes nothing in a second run, not even what its user has changed or removed here", async () => {
    await using scene = await imported();
    const { kit, run } = scene;
    const stored = async () => ({
      users: await kit.database.select().from(users).orderBy(users.id),
      emails: await kit.database.select().from(emailAddresses).orderBy(emailAddresses.id),
      authenticators: await kit.database.select().from(authenticators).orderBy(authenticators.id),
    });
    const before = await stored();
    const again = await run();
    expect(again.report).toMatchObject({ imported: 0, updated: 0, unchanged: 6, skipped: 5 });
    expect(await stored()).toEqual(before);
    const ada = await kit.clientOf({ id: idOf("ada") }, "app");
    await kit.auth.removeAuthenticators(idOf("ada"));
    await kit.database.delete(emailAddresses);
    await kit.database.delete(users).where(eq(users.id, idOf("bob")));
    expect(await ada.account.user.query()).toMatchObject({ id: idOf("ada"), email: null });
    const third = await run();
    expect(third.told).toMatchObject({ bob: "skipped, username: invalid, user: deleted" });
    expect(third.report).toMatchObject({ imported: 0, updated: 0, unchanged: 5 });
    expect(await stored()).toMatchObject({ emails: [] });
    expect(
      await kit.database
        .select()
        .from(authenticators)
        .where(eq(authenticators.userId, idOf("ada"))),
    ).toEqual([]);
  });
});
