import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { addPasskey, type Client } from "../support/passkeys.ts";

const DAY = 86_400;

type Kit = Awaited<ReturnType<typeof createTestKit>>;
type User = Awaited<ReturnType<Kit["createUser"]>>;

/** Logs in, with the second factor if required. @returns the required steps */
async function logIn(kit: Kit, user: User, client: Client, trust = true): Promise<string> {
  const asked: string[] = [];
  let state = await client.account.login.mutate({ email: user.email, password: user.password });
  while (state.status === "pending") {
    asked.push(state.flow.id);
    kit.clock.advance(30);
    state =
      state.flow.id === "mfa_trust"
        ? await client.mfa.trust.mutate({ trust })
        : await client.mfa.authenticate.mutate({ code: await kit.totp(user) });
  }
  expect(state.status).toBe("authenticated");
  return asked.join(" ");
}

describe("trusting a browser", () => {
  async function trusted(mfa: { lifetime?: number } | true = true) {
    const kit = await createTestKit({ mfa: { trust: mfa }, rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    expect(await logIn(kit, ada, client)).toBe("mfa_authenticate mfa_trust");
    return { kit, ada, client };
  }

  async function again({ kit, ada, client }: Awaited<ReturnType<typeof trusted>>): Promise<string> {
    await client.account.logout.mutate();
    return logIn(kit, ada, client, false);
  }

  const ASKED = "mfa_authenticate mfa_trust";

  it("skips the second step there from then on; not trusting does not", async () => {
    const { kit, ada, client } = await trusted();
    expect(await again({ kit, ada, client })).toBe("");
    const careful = kit.client("browser");
    expect(await logIn(kit, ada, careful, false)).toBe(ASKED);
    expect(await again({ kit, ada, client: careful })).toBe(ASKED);
    await kit[Symbol.asyncDispose]();
  });

  it("creates no session before the question is answered", async () => {
    await using kit = await createTestKit({ mfa: { trust: true } });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    const state = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_trust" } });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(client.jar.cookies.has("latchkey.session")).toBe(false);
  });

  it("is never offered to an app, nor to a user without a second factor, nor after a passkey login", async () => {
    await using kit = await createTestKit({ mfa: { trust: true } });
    const ada = await kit.createUser({ totp: true });
    expect(await logIn(kit, ada, kit.client("app"))).toBe("mfa_authenticate");
    expect(await logIn(kit, await kit.createUser(), kit.client("browser"))).toBe("");
    const { device } = await addPasskey(kit, await kit.clientOf(ada, "browser"));
    const client = kit.client("browser");
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    expect(await client.mfa.webauthn.login.mutate({ response: device.get(options) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("ends after its lifetime, 14 days by default", async () => {
    const setup = await trusted();
    setup.kit.clock.advance(13 * DAY);
    expect(await again(setup)).toBe("");
    setup.kit.clock.advance(DAY);
    expect(await again(setup)).toBe(ASKED);
    await setup.kit[Symbol.asyncDispose]();
    const short = await trusted({ lifetime: 60 });
    short.kit.clock.advance(60);
    expect(await again(short)).toBe(ASKED);
    await short.kit[Symbol.asyncDispose]();
  });

  it.each<[string, (kit: Kit, client: Client, user: User) => Promise<unknown>]>([
    [
      "the password changes",
      async (_kit, client, { password }) => {
        await client.account.password.change.mutate({
          currentPassword: password,
          newPassword: "another fine password",
        });
        await client.account.password.change.mutate({
          currentPassword: "another fine password",
          newPassword: password,
        });
      },
    ],
    ["a passkey is added", (kit, client) => addPasskey(kit, client)],
    [
      "a passkey is removed",
      async (kit, client, user) => {
        const { authenticator } = await addPasskey(kit, client);
        await client.account.logout.mutate();
        await logIn(kit, user, client);
        await client.mfa.webauthn.remove.mutate({ ids: [authenticator.id] });
      },
    ],
    ["recovery codes are made anew", (_kit, client) => client.mfa.recoveryCodes.generate.mutate()],
    ["support removes and the user adds factors", (kit, _client, { id, totpSecret }) => readded(kit, id, totpSecret)],
    [
      "it is revoked",
      async (_kit, client) => {
        const ids = (await client.mfa.trustedBrowsers.list.query()).map(({ id }) => id);
        expect(await client.mfa.trustedBrowsers.revoke.mutate({ ids })).toEqual([]);
      },
    ],
  ])("ends when %s", async (_what, change) => {
    const setup = await trusted();
    await change(setup.kit, setup.client, setup.ada);
    expect(await again(setup)).toBe(ASKED);
    await setup.kit[Symbol.asyncDispose]();
  });

  async function readded(kit: Kit, id: string, totpSecret: string) {
    expect(await kit.auth.removeAuthenticators(id)).toBe(1);
    expect(await kit.auth.importAuthenticators(id, { totpSecret })).toBe(true);
  }

  it("is not another user's, and a forged or planted cookie is nobody's", async () => {
    const { kit, ada, client } = await trusted();
    const token = client.jar.cookies.get("latchkey.trust") ?? "";
    await client.account.logout.mutate();
    const bob = await kit.createUser({ totp: true });
    expect(await logIn(kit, bob, client, false)).toBe(ASKED);
    for (const forged of [`${token.slice(0, -1)}A`, "A".repeat(43), "nonsense", `${token}.${token}`]) {
      const other = kit.client("browser");
      other.jar.cookies.set("latchkey.trust", forged === token ? "B".repeat(43) : forged);
      expect(await logIn(kit, ada, other, false)).toBe(ASKED);
    }
    const app = kit.client("app");
    app.headers["cookie"] = `latchkey.trust=${token}`;
    expect(await logIn(kit, ada, app)).toBe("mfa_authenticate");
    // Several users may trust one browser; each trust moves to the new cookie.
    await client.account.logout.mutate();
    expect(await logIn(kit, bob, client)).toBe(ASKED);
    expect(client.jar.cookies.get("latchkey.trust")).not.toBe(token);
    await client.account.logout.mutate();
    expect(await logIn(kit, ada, client)).toBe("");
    await kit[Symbol.asyncDispose]();
  });

  it("lists browsers, marks the current one, and ends no other user's trust", async () => {
    const { kit, ada, client } = await trusted();
    const other = kit.client("browser", { ip: "198.51.100.5" });
    const userAgent = "Mozilla/5.0 (Windows NT 10.0; rv:141.0) Gecko/20100101 Firefox/141.0";
    other.headers["user-agent"] = userAgent;
    await logIn(kit, ada, other);
    const list = await client.mfa.trustedBrowsers.list.query();
    const firefox = { browser: "Firefox", system: "Windows", kind: "desktop" };
    const unknown = { browser: null, system: null, kind: "unknown" };
    expect(list.map(({ userAgent, device, ip, isCurrent }) => [userAgent, device, ip, isCurrent])).toEqual([
      [userAgent, firefox, "198.51.100.5", false],
      ["test browser", unknown, "192.0.2.1", true],
    ]);
    const bob = await kit.clientOf(await kit.createUser(), "browser");
    const ids = list.map(({ id }) => id);
    expect(await refusalOf(bob.mfa.trustedBrowsers.revoke.mutate({ ids }))).toMatchObject({ trpc: "NOT_FOUND" });
    const nobodys = "00000000-0000-4000-8000-000000000000";
    const mixed = client.mfa.trustedBrowsers.revoke.mutate({ ids: [...ids, nobodys] });
    expect(await refusalOf(mixed)).toMatchObject({ trpc: "NOT_FOUND" });
    expect(await client.mfa.trustedBrowsers.list.query()).toHaveLength(2);
    await kit[Symbol.asyncDispose]();
  });

  it("does not skip the second step because login codes are trusted, where the app trusts only those", async () => {
    await using kit = await createTestKit({
      account: { loginByCode: { required: ["password"], trust: true } },
      rateLimits: false,
    });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    for (const first of [true, false]) {
      const begun = await client.account.login.mutate({ email: ada.email, password: ada.password });
      if (first) {
        const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
        expect(await client.account.code.confirm.mutate({ code })).toMatchObject({ flow: { id: "mfa_authenticate" } });
      } else expect(begun).toMatchObject({ flow: { id: "mfa_authenticate" } });
      kit.clock.advance(30);
      const state = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
      if (state.status === "pending") await client.mfa.trust.mutate({ trust: true });
      await client.account.logout.mutate();
    }
  });
});
