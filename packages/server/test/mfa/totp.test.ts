import { describe, expect, it } from "vitest";
import { sessions } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const incorrect = { trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] };

describe.each(["browser", "app"] as const)("mfa.totp, %s client", (kind) => {
  async function loggedIn(options: Parameters<typeof createTestKit>[0] = {}, user: { totp?: boolean } = {}) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser(user);
    return { kit, ada, client: await kit.clientOf(ada, kind) };
  }

  it("gives a new secret each time, as text, URL and QR code", async () => {
    const { kit, ada, client } = await loggedIn({ mfa: { totp: { issuer: "Acme & Co" } } });
    const first = await client.mfa.totp.begin.mutate();
    const second = await client.mfa.totp.begin.mutate();
    expect(first.secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(second.secret).not.toBe(first.secret);
    const url = new URL(second.otpauthUrl);
    expect(decodeURIComponent(url.pathname)).toBe(`/Acme & Co:${ada.email}`);
    expect(url.searchParams.get("secret")).toBe(second.secret);
    const [type = "", svg = ""] = second.qrCode.split(",");
    expect([type, Buffer.from(svg, "base64").toString().slice(0, 4)]).toEqual(["data:image/svg+xml;base64", "<svg"]);
    // The previous set-up is void: only a code of the last secret is valid.
    const activate = (code: string) => refusalOf(client.mfa.totp.activate.mutate({ code }));
    expect(await activate(await kit.totp(first))).toEqual(incorrect);
    expect(await activate(await kit.totp(second))).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("is refused while an address is unverified, unless the app allows it", async () => {
    await using kit = await createTestKit({ account: { emailVerification: "optional" } });
    const ada = await kit.createUser({ emailVerified: false });
    const client = await kit.clientOf(ada, kind);
    const unverified = { trpc: "BAD_REQUEST", codes: ["unverified_email"] };
    expect(await refusalOf(client.mfa.totp.begin.mutate())).toEqual(unverified);
    expect(await refusalOf(client.mfa.totp.activate.mutate({ code: "123456" }))).toEqual(unverified);
    await using lenient = await createTestKit({ mfa: { allowUnverifiedEmail: true } });
    const bob = await lenient.clientOf(await lenient.createUser({ emailVerified: false }), kind);
    expect(await lenient.totp(await bob.mfa.totp.begin.mutate())).toMatch(/^[0-9]{6}$/);
  });

  it("is active from its first code on, with recovery codes and one mail", async () => {
    const { kit, ada, client } = await loggedIn();
    const at = kit.clock.now().toISOString();
    const code = await kit.totp(await client.mfa.totp.begin.mutate());
    const spaced = `${code.slice(0, 3)} ${code.slice(3)}`;
    const { authenticator, recoveryCodes } = await client.mfa.totp.activate.mutate({ code: spaced });
    expect(authenticator).toEqual({ type: "totp", id: authenticator.id, createdAt: at, lastUsedAt: null });
    expect(recoveryCodes).toHaveLength(10);
    expect(await client.mfa.authenticators.query()).toEqual([
      authenticator,
      { type: "recovery_codes", createdAt: at, lastUsedAt: null, total: 10, unused: 10 },
    ]);
    expect((await kit.delivered()).mails.map(({ to, template }) => [to, template])).toEqual([
      [ada.email, "totp_activated"],
    ]);
    expect(kit.events.map(({ type, detail }) => `${type} ${detail ?? ""}`)).toContain("authenticator_added totp");
    await kit[Symbol.asyncDispose]();
  });

  it("refuses wrong codes, stale sessions, other sessions and an app that is already active", async () => {
    const { kit, ada, client } = await loggedIn();
    const activate = (code: string) => refusalOf(client.mfa.totp.activate.mutate({ code }));
    expect(await activate("123456")).toEqual({ trpc: "CONFLICT", codes: ["no_pending_flow"] });
    const setup = await client.mfa.totp.begin.mutate();
    expect(await activate("")).toEqual({ trpc: "BAD_REQUEST", codes: ["required/code"] });
    expect(await activate("é\0１２３４５６")).toMatchObject({ trpc: "BAD_REQUEST" });
    expect(await activate(await kit.totp(setup, 2))).toEqual(incorrect);
    const elsewhere = await kit.clientOf(ada, kind);
    const code = await kit.totp(setup);
    expect(await refusalOf(elsewhere.mfa.totp.activate.mutate({ code }))).toMatchObject({ codes: ["no_pending_flow"] });
    kit.clock.advance(300);
    expect(await activate(await kit.totp(setup))).toMatchObject({ codes: ["reauthentication_required"] });
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await activate(await kit.totp(setup))).toBeNull();
    const active = { trpc: "CONFLICT", codes: ["already_active"] };
    expect(await activate(await kit.totp(setup, 1))).toEqual(active);
    expect(await refusalOf(client.mfa.totp.begin.mutate())).toEqual(active);
    await kit[Symbol.asyncDispose]();
  });

  it("expires when it is not confirmed, and ends with its session", async () => {
    const { kit, ada, client } = await loggedIn();
    const setup = await client.mfa.totp.begin.mutate();
    kit.clock.advance(1_800);
    await client.account.reauthenticate.mutate({ password: ada.password });
    const late = refusalOf(client.mfa.totp.activate.mutate({ code: await kit.totp(setup) }));
    expect(await late).toMatchObject({ codes: ["no_pending_flow"] });
    await client.mfa.totp.begin.mutate();
    await client.account.logout.mutate();
    expect(await kit.database.select().from(sessions)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("is deactivated with recent authentication; recovery codes are removed with the last factor", async () => {
    const { kit, ada, client } = await loggedIn({}, { totp: true });
    await client.mfa.recoveryCodes.generate.mutate();
    kit.clock.advance(300);
    expect(await refusalOf(client.mfa.totp.deactivate.mutate())).toEqual({
      trpc: "UNAUTHORIZED",
      codes: ["reauthentication_required"],
      flows: [
        { id: "reauthenticate", isPending: false },
        { id: "mfa_reauthenticate", isPending: false, types: ["recovery_codes", "totp"] },
      ],
    });
    expect(await client.mfa.authenticators.query()).toHaveLength(2);
    const state = await client.mfa.reauthenticate.mutate({ code: await kit.totp(ada) });
    expect(state).toMatchObject({ methods: [{ method: "mfa", type: "totp", reauthenticated: true }] });
    expect(await client.mfa.totp.deactivate.mutate()).toEqual([]);
    expect(await client.mfa.totp.deactivate.mutate()).toEqual([]);
    expect(await refusalOf(client.mfa.recoveryCodes.get.query())).toMatchObject({ trpc: "NOT_FOUND" });
    const templates = (await kit.delivered()).mails.map(({ template }) => template);
    expect(templates).toEqual(["recovery_codes_generated", "totp_deactivated"]);
    await kit[Symbol.asyncDispose]();
  });

  it("does not exist where the app leaves it out", async () => {
    const { kit, client } = await loggedIn({ mfa: { types: ["webauthn"] } });
    expect(await refusalOf(client.mfa.totp.begin.mutate())).toMatchObject({ codes: ["not_enabled"] });
    await kit[Symbol.asyncDispose]();
  });

  it("uses digits and period as the app sets them", async () => {
    const { kit, client } = await loggedIn({ mfa: { totp: { digits: 8, period: 60, tolerance: 0 } } });
    const setup = await client.mfa.totp.begin.mutate();
    const { searchParams } = new URL(setup.otpauthUrl);
    expect([searchParams.get("digits"), searchParams.get("period")]).toEqual(["8", "60"]);
    const next = await kit.totp(setup, 1);
    expect(await refusalOf(client.mfa.totp.activate.mutate({ code: next }))).toEqual(incorrect);
    const { authenticator } = await client.mfa.totp.activate.mutate({ code: await kit.totp(setup) });
    expect(authenticator.type).toBe("totp");
    await kit[Symbol.asyncDispose]();
  });

  it("requires a logged-in user", async () => {
    await using kit = await createTestKit();
    const { mfa } = kit.client(kind);
    const calls = [
      mfa.authenticators.query(),
      mfa.reauthenticate.mutate({ code: "123456" }),
      mfa.totp.begin.mutate(),
      mfa.totp.activate.mutate({ code: "123456" }),
      mfa.totp.deactivate.mutate(),
      mfa.recoveryCodes.get.query(),
      mfa.recoveryCodes.generate.mutate(),
      mfa.webauthn.beginRegistration.mutate({}),
      mfa.webauthn.rename.mutate({ id: "1", name: "x" }),
      mfa.webauthn.remove.mutate({ ids: ["1"] }),
      mfa.webauthn.beginReauthentication.mutate(),
      mfa.trustedBrowsers.list.query(),
      mfa.trustedBrowsers.revoke.mutate({ ids: ["1"] }),
    ];
    for (const answer of await Promise.all(calls.map(refusalOf)))
      expect(answer).toMatchObject({ codes: ["not_authenticated"] });
  });
});
