import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const enabled = { loginByCode: { enabled: true } } as const;
const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };

describe.each(["browser", "app"] as const)("account.code, %s client", (kind) => {
  async function requested(options: Parameters<typeof createTestKit>[0] = { account: enabled }) {
    const kit = await createTestKit(options);
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const state = await client.account.code.request.mutate({ email: ada.email });
    const code = async () => (await kit.delivered()).lastMail(ada.email, "login_code").context.code ?? "";
    return { kit, ada, client, state, code };
  }

  it("logs in with the code that was mailed, however it is typed", async () => {
    const { kit, ada, client, state, code } = await requested();
    expect(state).toMatchObject({
      status: "pending",
      flow: { id: "login_by_code", via: "email", recipient: ada.email, canResend: true },
    });
    const typed = (await code()).toLowerCase().replace("-", " ");
    const at = kit.clock.now().toISOString();
    expect(await client.account.code.confirm.mutate({ code: typed })).toMatchObject({
      status: "authenticated",
      methods: [{ method: "code", email: ada.email, at }],
    });
    expect((await kit.delivered()).mails).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("counts wrong codes, including empty and malformed ones, and ends after three", async () => {
    const { kit, client, code } = await requested();
    const right = await code();
    const answer = (given: string) => refusalOf(client.account.code.confirm.mutate({ code: given }));
    expect(await answer("")).toEqual({ trpc: "BAD_REQUEST", codes: ["required/code"] });
    expect(await answer("é")).toEqual({ trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] });
    expect(await answer("٣٤٥٦٧٨٩٠")).toEqual({ trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] });
    expect(await answer(right)).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("expires after three minutes", async () => {
    const { kit, client, code } = await requested();
    kit.clock.advance(180);
    expect(await refusalOf(client.account.code.confirm.mutate({ code: await code() }))).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("cannot be answered while another step waits", async () => {
    await using kit = await createTestKit({ account: enabled });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email: "new@example.com", password: "a fine password" });
    expect(await refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }))).toEqual(none);
  });

  it("resends twice; attempts and expiry are unchanged", async () => {
    const { kit, client, code } = await requested();
    const first = await code();
    await refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }));
    await client.account.code.resend.mutate();
    expect(await refusalOf(client.account.code.confirm.mutate({ code: first }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    await client.account.code.resend.mutate();
    expect(await refusalOf(client.account.code.resend.mutate())).toEqual(none);
    kit.clock.advance(179);
    expect(await client.account.code.confirm.mutate({ code: await code() })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("responds the same without an account, and reveals only the address", async () => {
    const { kit, client, state } = await requested();
    const other = kit.client(kind);
    const unknown = await other.account.code.request.mutate({ email: "nobody@example.com" });
    const shape = (value: unknown) =>
      JSON.stringify(value, (key, inner) => (/recipient|token/i.test(key) ? "…" : inner));
    expect(shape(unknown)).toBe(shape(state));
    expect((await kit.delivered()).lastMail("nobody@example.com").template).toBe("unknown_account");
    expect(shape(await other.account.code.resend.mutate())).toBe(shape(await client.account.code.resend.mutate()));
    expect((await kit.delivered()).mails.filter(({ to }) => to === "nobody@example.com")).toHaveLength(1);
    expect(await refusalOf(other.account.code.confirm.mutate({ code: "BCDF-GHJK" }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("reports that nobody has the address where the app does not hide it", async () => {
    await using kit = await createTestKit({ account: { ...enabled, preventEnumeration: false } });
    const request = kit.client(kind).account.code.request.mutate({ email: "nobody@example.com" });
    expect(await refusalOf(request)).toEqual({ trpc: "BAD_REQUEST", codes: ["unknown_email/email"] });
  });

  it("is limited by address and by recipient", async () => {
    const { kit, ada } = await requested({ account: enabled, rateLimits: { requestLoginCode: "1/m/ip" } });
    const again = kit.client(kind).account.code.request.mutate({ email: ada.email });
    expect(await refusalOf(again)).toEqual({ trpc: "BAD_REQUEST", codes: ["too_many_login_attempts"], retryAfter: 60 });
    await kit[Symbol.asyncDispose]();
  });

  it("requires either email or phone", async () => {
    const { kit, client, ada } = await requested();
    const { account } = kit.client(kind);
    expect(await refusalOf(account.code.request.mutate({ email: ada.email, phone: "+4915112345678" }))).toMatchObject({
      codes: ["invalid_login"],
    });
    expect(await refusalOf(account.code.request.mutate({}))).toMatchObject({ codes: ["required/email"] });
    expect(client.kind).toBe(kind);
    await kit[Symbol.asyncDispose]();
  });

  it("does not exist when the app did not enable it", async () => {
    await using kit = await createTestKit();
    const request = kit.client(kind).account.code.request.mutate({ email: "ada@example.com" });
    expect(await refusalOf(request)).toEqual({ trpc: "NOT_FOUND", codes: ["not_enabled"] });
  });

  it("is required after a password where configured, and verifies the address as well", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { required: true } } });
    const ada = await kit.createUser({ emailVerified: false });
    const client = kit.client(kind);
    const waiting = await client.account.login.mutate({ email: ada.email, password: ada.password });
    expect(waiting).toMatchObject({ status: "pending", flow: { id: "login_by_code", recipient: ada.email } });
    expect(await kit.sessionsOf(ada)).toEqual([]);
    const code = (await kit.delivered()).lastMail(ada.email).context.code ?? "";
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject({
      status: "authenticated",
      user: { emailVerified: true, hasUsablePassword: true },
      methods: [{ method: "password" }, { method: "code" }],
    });
  });

  it("is required only after the configured methods", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { required: ["mfa"] } } });
    const ada = await kit.createUser();
    const login = await kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password });
    expect(login).toMatchObject({ status: "authenticated" });
  });

  it("fails with an error when a required code has no recipient", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["username"], loginByCode: { required: true } } });
    await kit.auth.createUser({ username: "ada", password: "a fine password" });
    const login = kit.client(kind).account.login.mutate({ username: "ada", password: "a fine password" });
    expect(await refusalOf(login)).toEqual({ trpc: "BAD_REQUEST", codes: ["no_verified_email"] });
  });

  it("removes what a stranger prepared in an account that nobody had verified", async () => {
    await using kit = await createTestKit({ account: { ...enabled, emailVerification: "optional" } });
    const stranger = kit.client(kind);
    await stranger.account.signup.mutate({ email: "victim@example.com", password: "the stranger's own" });
    await stranger.account.email.add.mutate({ email: "stranger@example.com" });
    const victim = kit.client(kind);
    await victim.account.code.request.mutate({ email: "victim@example.com" });
    const code = (await kit.delivered()).lastMail("victim@example.com").context.code ?? "";
    const state = await victim.account.code.confirm.mutate({ code });
    expect(state).toMatchObject({ status: "authenticated", user: { hasUsablePassword: false, emailVerified: true } });
    expect(await victim.account.email.list.query()).toHaveLength(1);
    expect(await victim.session.list.query()).toHaveLength(1);
    expect(await refusalOf(stranger.account.user.query())).toMatchObject({ codes: ["session_gone"] });
    const back = kit.client(kind).account.login.mutate({ email: "victim@example.com", password: "the stranger's own" });
    expect(await refusalOf(back)).toMatchObject({ codes: ["email_password_mismatch/password"] });
  });

  it("opens no account through an address that its owner has not verified, while another is", async () => {
    await using kit = await createTestKit({ account: enabled });
    const stranger = await kit.createUser();
    const client = await kit.clientOf(stranger, kind);
    await client.account.email.add.mutate({ email: "victim@example.com" });
    await kit.client(kind).account.code.request.mutate({ email: "victim@example.com" });
    expect((await kit.delivered()).lastMail("victim@example.com").template).toBe("unknown_account");
  });
});

describe("trusting a browser with codes required", () => {
  it("is offered in a browser, which then needs no code there", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { required: ["password"], trust: true } } });
    const ada = await kit.createUser();
    const logIn = async (client: ReturnType<typeof kit.client>, trust: boolean) => {
      const first = await client.account.login.mutate({ email: ada.email, password: ada.password });
      if (first.status === "authenticated") return "trusted";
      const code = (await kit.delivered()).lastMail(ada.email).context.code ?? "";
      expect(await client.account.code.confirm.mutate({ code })).toMatchObject({
        status: "pending",
        flow: { id: "mfa_trust" },
      });
      expect(await kit.sessionsOf(ada)).toEqual([]);
      expect(await client.mfa.trust.mutate({ trust })).toMatchObject({ status: "authenticated" });
      await client.account.logout.mutate();
      return "asked";
    };
    const [trusting, careful] = [kit.client("browser"), kit.client("browser")];
    expect([await logIn(careful, false), await logIn(careful, false)]).toEqual(["asked", "asked"]);
    expect([await logIn(trusting, true), await logIn(trusting, true)]).toEqual(["asked", "trusted"]);
    await trusting.account.logout.mutate();
    const bob = await kit.createUser();
    const other = await trusting.account.login.mutate({ email: bob.email, password: bob.password });
    expect(other).toMatchObject({ status: "pending", flow: { id: "login_by_code" } });
    kit.clock.advance(15 * 86_400);
    expect(await logIn(trusting, false)).toBe("asked");
  });

  it("is never offered to an app", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { required: ["password"], trust: true } } });
    const ada = await kit.createUser();
    const client = kit.client("app");
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    const code = (await kit.delivered()).lastMail(ada.email).context.code ?? "";
    expect(await client.account.code.confirm.mutate({ code })).toMatchObject({ status: "authenticated" });
  });
});
