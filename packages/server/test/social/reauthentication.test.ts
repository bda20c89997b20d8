import { CLIENT_ID, CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { eq } from "drizzle-orm";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import { oidc } from "../../src/providers.ts";
import { sessions, socialAccounts } from "../../src/schema.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import type { ClientKind } from "../../src/wire/protocol.ts";
import { journeyOf } from "../support/coming.ts";
import { refusalOf } from "../support/errors.ts";
import { createForger } from "../support/forgery.ts";
import { addPasskey, type Client } from "../support/passkeys.ts";
import { type Answer, createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const atProvider = { id: "provider_reauthenticate", isPending: false, providers: ["local"] };

/** A kit in which authentication is recent for a second: the provider uses the real clock. */
async function createReauthenticationKit(options: TestKitOptions<NoFields> = {}) {
  const social = await createSocialKit({
    ...options,
    account: { reauthentication: { timeout: 1 }, ...options.account },
  });
  const { kit, visitor, logIn, journey } = social;
  /** A user with nothing but an account at the provider, whose last authentication is no longer recent. */
  const stale = async (kind: ClientKind, sub = "ada-1") => {
    const client = kit.client(kind);
    await logIn(client, visitor(sub, { ...ada, email: `${sub}@example.com` }));
    kit.clock.advance(2);
    return client;
  };
  /** A call that needs recent authentication. */
  const guarded = (client: Client) => refusalOf(client.session.revokeOthers.mutate());
  const setOut = (client: Client, sub = "ada-1", provider = "local") =>
    journey(client, sub, { provider, process: "reauthenticate" });
  const reauthenticate = async (client: Client, sub = "ada-1") =>
    client.social.callback.mutate(await setOut(client, sub));
  return { ...social, stale, guarded, setOut, reauthenticate };
}

const tokenOf = (client: Client) => client.tokens.sessionToken ?? client.jar.cookies.get("latchkey.session");

describe.each(["browser", "app"] as const)("reauthentication at a provider, %s client", (kind) => {
  it("is offered to a user who has nothing else, and renews the session", async () => {
    const { kit, stale, guarded, reauthenticate } = await createReauthenticationKit();
    const client = await stale(kind);
    expect(await guarded(client)).toEqual({
      trpc: "UNAUTHORIZED",
      codes: ["reauthentication_required"],
      flows: [atProvider],
    });
    const before = tokenOf(client);
    const at = kit.clock.now().toISOString();
    const own = { method: "socialaccount", provider: "local", uid: "ada-1" };
    expect(await reauthenticate(client)).toMatchObject({
      status: "authenticated",
      process: "reauthenticate",
      callbackUrl: "/after",
      session: { reauthenticatedAt: at },
      methods: [own, { ...own, at, reauthenticated: true }],
    });
    expect(tokenOf(client)).not.toBe(before);
    expect(await guarded(client)).toBeNull();
    expect(kit.events.filter(({ type }) => type === "reauthenticated")).toMatchObject([{ detail: "local" }]);
    await kit[Symbol.asyncDispose]();
  });

  it("refuses every account but the user's own, whoever has it", async () => {
    const { kit, visitor, stale, guarded, reauthenticate, logIn } = await createReauthenticationKit();
    const client = await stale(kind);
    await logIn(kit.client(kind), visitor("eve-1", { email: "eve@example.com", email_verified: true }));
    visitor("nobody-1", { email: "nobody@example.com", email_verified: true });
    const before = tokenOf(client);
    for (const sub of ["eve-1", "nobody-1"])
      expect(await journeyOf(reauthenticate(client, sub))).toEqual({
        codes: ["not_connected"],
        process: "reauthenticate",
        callbackUrl: "/after",
      });
    expect(tokenOf(client)).toBe(before);
    expect((await guarded(client))?.codes).toEqual(["reauthentication_required"]);
    const failed = { type: "reauthentication_failed", code: "not_connected", detail: "local" };
    expect(kit.events.filter(({ type }) => type === "reauthentication_failed")).toMatchObject([failed, failed]);
    await kit[Symbol.asyncDispose]();
  });

  it("is nothing that a login, or a connection, at the same provider replaces", async () => {
    const { kit, stale, guarded, journey } = await createReauthenticationKit();
    const client = await stale(kind);
    // A login as the same person answers the session, and no more.
    expect(await client.social.callback.mutate(await journey(client, "ada-1"))).toMatchObject({ process: "login" });
    expect((await guarded(client))?.codes).toEqual(["reauthentication_required"]);
    const connecting = refusalOf(journey(client, "ada-1", { process: "connect" }));
    expect((await connecting)?.codes).toEqual(["reauthentication_required"]);
    await kit[Symbol.asyncDispose]();
  });

  it("logs nobody in, and belongs to the session in which it began", async () => {
    const { kit, stale, setOut, logIn } = await createReauthenticationKit();
    const client = await stale(kind);
    const answer = await setOut(client);
    const [flowToken, cookie] = [client.tokens.flowToken, client.jar.cookies.get("latchkey.redirect")];
    const bringing = (other: Client) => {
      if (flowToken !== undefined) other.tokens.flowToken = flowToken;
      if (cookie !== undefined) other.jar.cookies.set("latchkey.redirect", cookie);
      return refusalOf(other.social.callback.mutate(answer));
    };
    expect((await bringing(kit.client(kind)))?.codes).toEqual(["not_authenticated"]);
    const again = await setOut(client);
    await client.account.logout.mutate();
    expect((await refusalOf(client.social.callback.mutate(again)))?.codes).toEqual(["invalid_token/state"]);
    await logIn(client, "ada-1");
    expect((await refusalOf(client.social.callback.mutate(again)))?.codes).toEqual(["invalid_token/state"]);
    const anonymous = refusalOf(setOut(kit.client(kind)));
    expect(await anonymous).toEqual({ trpc: "UNAUTHORIZED", codes: ["not_authenticated"] });
    await kit[Symbol.asyncDispose]();
  });

  it("is refused in another session of the same user", async () => {
    const { kit, stale, setOut, logIn } = await createReauthenticationKit();
    const client = await stale(kind);
    const answer = await setOut(client);
    const second = kit.client(kind);
    await logIn(second, "ada-1");
    if (client.tokens.flowToken !== undefined) second.tokens.flowToken = client.tokens.flowToken;
    const cookie = client.jar.cookies.get("latchkey.redirect");
    if (cookie !== undefined) second.jar.cookies.set("latchkey.redirect", cookie);
    expect((await refusalOf(second.social.callback.mutate(answer)))?.codes).toEqual(["invalid_token/state"]);
    await kit[Symbol.asyncDispose]();
  });

  it("is refused once the account has changed, or is no longer connected", async () => {
    const { kit, stale, setOut, connect, visitor, reauthenticate } = await createReauthenticationKit();
    const client = await stale(kind);
    await reauthenticate(client);
    await connect(client, visitor("ada-2", { email: "second@example.com", email_verified: true }), "other");
    const disconnected = await setOut(client);
    await client.social.connections.disconnect.mutate({ provider: "local", uid: "ada-1" });
    expect(await journeyOf(client.social.callback.mutate(disconnected))).toMatchObject({
      codes: ["invalid_token"],
      process: "reauthenticate",
    });
    expect((await refusalOf(setOut(client)))?.codes).toEqual(["not_connected"]);
    // Whatever removes it, without a trace in the account: it is looked up where the session is renewed.
    const removed = await setOut(client, "ada-2", "other");
    await kit.database.delete(socialAccounts).where(eq(socialAccounts.uid, "ada-2"));
    expect(await journeyOf(client.social.callback.mutate(removed))).toMatchObject({ codes: ["not_connected"] });
    await kit[Symbol.asyncDispose]();
  });

  it("is refused once the user has set a password", async () => {
    const { kit, stale, setOut, reauthenticate } = await createReauthenticationKit();
    const client = await stale(kind);
    await reauthenticate(client);
    const answer = await setOut(client);
    await client.account.password.change.mutate({ newPassword: "a new long password" });
    expect((await refusalOf(client.social.callback.mutate(answer)))?.codes).toEqual(["invalid_token/state"]);
    expect((await refusalOf(setOut(client)))?.codes).toEqual(["not_enabled"]);
    await kit[Symbol.asyncDispose]();
  });

  it("is refused once the session has ended", async () => {
    const { kit, stale, setOut } = await createReauthenticationKit();
    const client = await stale(kind);
    const answer = await setOut(client);
    await kit.database.delete(sessions);
    expect((await refusalOf(client.social.callback.mutate(answer)))?.codes).toEqual(["invalid_token/state"]);
    await kit[Symbol.asyncDispose]();
  });

  it("succeeds once of twenty returns at the same time", async () => {
    const { kit, stale, setOut } = await createReauthenticationKit();
    const client = await stale(kind);
    const answer = await setOut(client);
    const calls = Array.from({ length: 20 }, () => refusalOf(client.social.callback.mutate(answer)));
    expect((await Promise.all(calls)).filter((one) => one === null)).toHaveLength(1);
    expect(kit.events.filter(({ type }) => type === "reauthenticated")).toHaveLength(1);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("is offered beside a password or a second factor only where the app wants it, and to nobody where it does not", async () => {
    const offered = async (reauthentication: "fallback" | boolean) => {
      const { kit, visitor, connect, guarded, stale, setOut } = await createReauthenticationKit({
        social: { reauthentication },
      });
      const client = await kit.clientOf(await kit.createUser(), kind);
      await connect(client, visitor("bob-1", { email: "bob@example.com", email_verified: true }));
      kit.clock.advance(2);
      const withPassword = (await guarded(client))?.flows;
      const refused = (await refusalOf(setOut(client, "bob-1")))?.codes;
      const other = await stale(kind);
      const withNothing = (await guarded(other))?.flows;
      await kit[Symbol.asyncDispose]();
      return { withPassword, refused, withNothing };
    };
    const password = { id: "reauthenticate", isPending: false };
    const fallback = { withPassword: [password], refused: ["not_enabled"], withNothing: [atProvider] };
    expect(await offered("fallback")).toEqual(fallback);
    expect(await offered(true)).toEqual({
      withPassword: [password, atProvider],
      refused: undefined,
      withNothing: [atProvider],
    });
    const login = { id: "login", isPending: false };
    expect(await offered(false)).toEqual({ ...fallback, withNothing: [login] });
  });

  it("is not offered to a user who has a passkey", async () => {
    const { kit, visitor, logIn, guarded } = await createReauthenticationKit();
    const client = kit.client(kind);
    await logIn(client, visitor("ada-1", ada));
    await addPasskey(kit, client);
    kit.clock.advance(2);
    expect((await guarded(client))?.flows).toMatchObject([{ id: "mfa_reauthenticate" }]);
    await kit[Symbol.asyncDispose]();
  });

  it("counts as often as any other reauthentication may be tried", async () => {
    const { kit, stale, setOut } = await createReauthenticationKit({
      rateLimits: { reauthenticate: "2/m/user" },
    });
    const client = await stale(kind);
    expect([await refusalOf(setOut(client)), await refusalOf(setOut(client))]).toEqual([null, null]);
    expect(await refusalOf(setOut(client))).toMatchObject({ codes: ["rate_limited"] });
    await kit[Symbol.asyncDispose]();
  });
});

describe("a redirect to reauthenticate", () => {
  it("asks the provider for credentials again, unlike a login", async () => {
    const { kit, stale } = await createReauthenticationKit();
    const client = await stale("browser");
    const asked = async (process: "login" | "reauthenticate") => {
      const { redirectUrl } = await client.social.redirect.mutate({ provider: "local", process, callbackUrl: "/" });
      const { searchParams } = new URL(redirectUrl);
      return [searchParams.get("prompt"), searchParams.get("max_age")];
    };
    expect(await asked("reauthenticate")).toEqual(["login", "0"]);
    expect(await asked("login")).toEqual([null, null]);
    await kit[Symbol.asyncDispose]();
  });

  it("of two at the same time lets one renew the session", async () => {
    const { kit, stale, setOut } = await createReauthenticationKit();
    const client = await stale("browser");
    const answers = [await setOut(client), await setOut(client)];
    const codes = await Promise.all(answers.map((answer) => refusalOf(client.social.callback.mutate(answer))));
    // The session has another token then: the second one presents the old one.
    expect(codes.map((one) => one?.codes[0] ?? null).sort()).toEqual([null, "session_gone"].sort());
    await kit[Symbol.asyncDispose]();
  });

  it("ends on the server as well, where the provider returns the browser there", async () => {
    const { kit, visitor, journey, guarded, setOut } = await createReauthenticationKit({
      social: { serverCallback: true },
    });
    const client = kit.client("browser");
    const comeBack = async ({ provider, ...answer }: Answer) => {
      const url = `http://localhost:5173/auth/server-callback/${provider}?${new URLSearchParams(answer)}`;
      const headers = { cookie: client.jar.header() ?? "" };
      const response = await kit.auth.handler(new Request(url, { headers }));
      if (response !== null) client.jar.keep(response);
      return response?.headers.get("location");
    };
    expect(await comeBack(await journey(client, visitor("ada-1", ada)))).toBe("http://localhost:5173/after");
    kit.clock.advance(2);
    expect((await guarded(client))?.codes).toEqual(["reauthentication_required"]);
    visitor("eve-1", { email: "eve@example.com", email_verified: true });
    expect(await comeBack(await setOut(client, "eve-1"))).toBe(
      "http://localhost:5173/after?error=not_connected&error_process=reauthenticate",
    );
    expect(await comeBack(await setOut(client))).toBe("http://localhost:5173/after");
    expect(await guarded(client)).toBeNull();
    await kit[Symbol.asyncDispose]();
  });
});

describe("the time at which the user authenticated at the provider", () => {
  async function forging(options: { requiresAuthTime?: boolean } = {}) {
    const probe = await createSocialKit();
    const forger = await createForger(probe.op.issuer, CLIENT_SECRET);
    const { issuer } = probe.op;
    const local = oidc({
      id: "local",
      name: "Local",
      issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      ...options,
    });
    const social = await createReauthenticationKit({ social: { providers: [local], http: forger.http } });
    const states = (claims: object) => {
      forger.plan.idToken = async (real) => {
        const { nonce = "", at_hash } = decodeJwt<{ nonce?: string; at_hash?: string }>(real);
        return forger.sign({ claims: { ...ada, nonce, ...(at_hash === undefined ? {} : { at_hash }), ...claims } });
      };
    };
    states({});
    const client = await social.stale("browser");
    /** Reauthenticates with an ID token that states this time; null: none. */
    const stating = async (at: number | string | null) => {
      states(at === null ? {} : { auth_time: at });
      return (await refusalOf(social.reauthenticate(client)))?.codes ?? null;
    };
    const now = () => Math.floor(social.kit.clock.now().getTime() / 1000);
    return { ...social, ...forger, client, stating, now };
  }

  it("must be after the redirect began, give or take the difference of clocks", async () => {
    const { kit, stating, now } = await forging();
    const refused = ["invalid_token/code"];
    expect(await stating(now() - 70)).toEqual(refused);
    expect(await stating(0)).toEqual(refused);
    expect(await stating(now() + 3_600)).toEqual(refused);
    const failed = { type: "reauthentication_failed", code: "invalid_token", detail: "local" };
    expect(kit.events.filter(({ type }) => type === "reauthentication_failed")).toMatchObject([failed, failed, failed]);
    expect(await stating(now() - 5)).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("must be stated by a provider that promises it", async () => {
    const { kit, stating } = await forging();
    expect(await stating(null)).toEqual(["invalid_token/code"]);
    expect(await stating("now")).toEqual(["invalid_token/code"]);
    await kit[Symbol.asyncDispose]();
    const lax = await forging({ requiresAuthTime: false });
    expect(await lax.stating(null)).toBeNull();
    await lax.kit[Symbol.asyncDispose]();
  });

  it("must be stated, and be just now, in a token that an app submits", async () => {
    const { kit, client, sign, guarded, now } = await forging();
    let count = 0;
    const submit = async (claims: object, given?: string) => {
      count += 1;
      const idToken = given ?? (await sign({ claims: { ...ada, jti: `token-${count}`, ...claims } }));
      const token = { clientId: CLIENT_ID, idToken };
      return (await refusalOf(client.social.token.mutate({ provider: "local", process: "reauthenticate", token })))
        ?.codes;
    };
    const refused = ["invalid_token/token"];
    expect(await submit({})).toEqual(refused);
    expect(await submit({ auth_time: now() - 130 })).toEqual(refused);
    expect(await submit({ auth_time: now(), sub: "eve-1" })).toEqual(["not_connected"]);
    expect((await guarded(client))?.codes).toEqual(["reauthentication_required"]);
    const idToken = await sign({ claims: { ...ada, jti: "good", auth_time: now() } });
    expect(await submit({}, idToken)).toBeUndefined();
    expect(await guarded(client)).toBeNull();
    expect(await submit({}, idToken)).toEqual(refused);
    await kit[Symbol.asyncDispose]();
  });
});
