import { describe, expect, it, vi } from "vitest";
import type { UnconnectedAccount } from "../../src/index.ts";
import { socialAccounts, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { addPasskey } from "../support/passkeys.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true, employee: "7" };
const elsewhere = { email: "ada@home.example", email_verified: true };

describe.each(["browser", "app"] as const)("social.findAccount, %s client", (kind) => {
  it("names the user of a provider account, who passes every stage and is then connected", async () => {
    const findAccount = vi.fn<(account: UnconnectedAccount) => Promise<string | null>>();
    const { kit, visitor, logIn } = await createSocialKit({ social: { findAccount } });
    const owner = await kit.createUser({ email: ada.email, totp: true });
    findAccount.mockResolvedValue(owner.id);
    const client = kit.client(kind);
    const sub = visitor("ada-1", { ...elsewhere, name: "Ada" });
    expect(await logIn(client, sub)).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
    expect(findAccount.mock.calls).toMatchObject([
      [
        {
          provider: { id: "local", name: "The local one" },
          profile: { uid: sub, name: "Ada" },
          emails: [{ email: elsewhere.email, verified: true }],
        },
      ],
    ]);
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    const done = await client.mfa.authenticate.mutate({ code: await kit.totp(owner) });
    expect(done).toMatchObject({ status: "authenticated", user: { id: owner.id, hasUsablePassword: true } });
    expect(await client.social.connections.list.query()).toMatchObject([{ provider: "local", uid: sub }]);
    // From now on it is connected, and the app is not asked.
    await logIn(kit.client(kind), sub);
    expect(findAccount).toHaveBeenCalledTimes(1);
    await kit[Symbol.asyncDispose]();
  });

  it("lets the login continue as usual where it names nobody", async () => {
    for (const nobody of [null, undefined, "00000000-0000-4000-8000-000000000000"]) {
      const { kit, visitor, logIn } = await createSocialKit({ social: { findAccount: () => nobody } });
      expect(await logIn(kit.client(kind), visitor("ada-1", ada))).toMatchObject({ status: "authenticated" });
      expect(await kit.database.select().from(users)).toHaveLength(1);
      await kit[Symbol.asyncDispose]();
    }
  });

  it("refuses a login with the code that it names, and stores nothing", async () => {
    const { kit, visitor, logIn } = await createSocialKit({
      social: { findAccount: () => ({ refuse: "access_denied" }), emailAuthentication: true },
    });
    const owner = await kit.createUser({ email: ada.email });
    const refused = await refusalOf(logIn(kit.client(kind), visitor("ada-1", ada)));
    expect(refused).toEqual({ trpc: "BAD_REQUEST", codes: ["access_denied"] });
    expect(await kit.sessionsOf(owner)).toEqual([]);
    expect(kit.events.at(-1)).toMatchObject({ type: "login_failed", code: "access_denied", detail: "local" });
    await kit[Symbol.asyncDispose]();
  });

  it("opens no account that is deactivated", async () => {
    let id = "";
    const { kit, visitor, logIn } = await createSocialKit({ social: { findAccount: () => id } });
    const owner = await kit.createUser();
    id = owner.id;
    await kit.auth.setUserActive(id, false);
    const refused = await refusalOf(logIn(kit.client(kind), visitor("ada-1", ada)));
    expect(refused?.codes).toEqual(["account_inactive"]);
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps a user who is logged in as the one that it names", async () => {
    let id = "";
    const { kit, visitor, logIn } = await createSocialKit({ social: { findAccount: () => id } });
    const [owner, other] = [await kit.createUser(), await kit.createUser()];
    id = owner.id;
    const sub = visitor("ada-1", ada);
    expect(await logIn(await kit.clientOf(owner, kind), sub)).toMatchObject({ user: { id: owner.id } });
    const refused = await refusalOf(logIn(await kit.clientOf(other, kind), sub));
    expect(refused?.codes).toEqual(["already_authenticated"]);
    await kit[Symbol.asyncDispose]();
  });
});

describe("an account that a stranger has prepared", () => {
  async function prepared(person: { email: string; email_verified: boolean }) {
    let id = "";
    const social = await createSocialKit({
      account: { emailVerification: "optional" },
      mfa: { allowUnverifiedEmail: true },
      social: { findAccount: () => id },
    });
    const stranger = social.kit.client("browser");
    const state = await stranger.account.signup.mutate({ email: ada.email, password: "the stranger's own" });
    id = state.status === "authenticated" ? state.user.id : "";
    await addPasskey(social.kit, stranger);
    return {
      ...social,
      stranger,
      id,
      call: () => social.logIn(social.kit.client("app"), social.visitor("ada-1", person)),
    };
  }

  it("loses what was set up in it when the provider has verified its address", async () => {
    const { kit, call, stranger, id } = await prepared(ada);
    expect(await call()).toMatchObject({
      status: "authenticated",
      user: { id, emailVerified: true, hasUsablePassword: false },
    });
    expect((await refusalOf(stranger.account.user.query()))?.codes).toEqual(["session_gone"]);
    const mails = (await kit.delivered()).mails.map(({ to, template }) => [to, template]);
    expect(mails).toContainEqual([ada.email, "credentials_removed"]);
    await kit[Symbol.asyncDispose]();
  });

  it.each([
    ["has verified another", elsewhere],
    ["has not verified it", { ...ada, email_verified: false }],
  ])("is not opened when the provider %s", async (_what, person) => {
    const { kit, call, stranger } = await prepared(person);
    expect((await refusalOf(call()))?.codes).toEqual(["unverified_email"]);
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    expect((await stranger.account.user.query()).emailVerified).toBe(false);
    await kit[Symbol.asyncDispose]();
  });
});

describe("social.findAccount", () => {
  it("is proved again in the transaction: what has changed since it answered is not opened", async () => {
    let change = async () => {};
    let id = "";
    const findAccount = async () => {
      await change();
      return id;
    };
    const { kit, visitor, logIn, connect } = await createSocialKit({ social: { findAccount } });
    const [owner, other] = [await kit.createUser(), await kit.createUser()];
    id = owner.id;
    const sub = visitor("ada-1", ada);
    // Meanwhile another user connects the same provider account: the login is theirs.
    change = async () => {
      change = async () => {};
      await connect(await kit.clientOf(other, "browser"), sub);
    };
    expect(await logIn(kit.client("browser"), sub)).toMatchObject({ user: { id: other.id } });
    expect(await kit.sessionsOf(owner)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("reports what it throws and what is no id, and tells nobody", async () => {
    const answers = [
      () => {
        throw new Error("the directory of Ada is down");
      },
      () => "ada'; drop table",
    ];
    for (const findAccount of answers) {
      const { kit, visitor, logIn } = await createSocialKit({ social: { findAccount } });
      const refused = await refusalOf(logIn(kit.client("browser"), visitor("ada-1", ada)));
      expect(refused).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
      expect(kit.errors).toHaveLength(1);
      expect(await kit.database.select().from(users)).toEqual([]);
      await kit[Symbol.asyncDispose]();
    }
  });
});
