import { CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { describe, expect, it } from "vitest";
import { journeyOf } from "../support/coming.ts";
import { refusalOf } from "../support/errors.ts";
import { createForger } from "../support/forgery.ts";
import { createTestKit } from "../support/kit.ts";
import { loggedIn } from "../support/mailboxes.ts";
import { addPasskey } from "../support/passkeys.ts";
import { type Answer, createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const eve = { email: "eve@example.com", email_verified: true };
const another = { trpc: "CONFLICT", codes: ["already_authenticated"] };

describe.each(["browser", "app"] as const)("returning from a provider while logged in, %s client", (kind) => {
  it("returns the session to the same user", async () => {
    const { kit, visitor, journey, logIn } = await createSocialKit();
    const client = kit.client(kind);
    const sub = visitor("ada-1", ada);
    const state = await logIn(client, sub);
    const { user, session } = state.status === "authenticated" ? state : { user: { id: "" }, session: { id: "" } };
    expect(await client.social.callback.mutate(await journey(client, sub))).toMatchObject({
      status: "authenticated",
      session: { id: session.id },
      process: "login",
      callbackUrl: "/after",
    });
    expect(await kit.sessionsOf(user)).toEqual([session.id]);
    await kit[Symbol.asyncDispose]();
  });

  it("returns the session to the same user in the second of two tabs", async () => {
    const { kit, visitor, journey } = await createSocialKit();
    const client = kit.client(kind);
    const sub = visitor("ada-1", ada);
    // An app keeps a secret of its own for each journey; a browser has one jar for all tabs.
    const setOut = async () => ({ answer: await journey(client, sub), flowToken: client.tokens.flowToken });
    const comeBack = ({ answer, flowToken }: Awaited<ReturnType<typeof setOut>>) => {
      if (flowToken !== undefined) client.tokens.flowToken = flowToken;
      return client.social.callback.mutate(answer);
    };
    const tabs = [await setOut(), await setOut()] as const;
    const state = await comeBack(tabs[0]);
    const session = { id: state.status === "authenticated" ? state.session.id : "" };
    expect(await comeBack(tabs[1])).toMatchObject({ status: "authenticated", session, process: "login" });
    await kit[Symbol.asyncDispose]();
  });

  it("refuses another user, and returns where they came from", async () => {
    const { kit, visitor, journey, logIn } = await createSocialKit();
    const client = kit.client(kind);
    const state = await logIn(client, visitor("ada-1", ada));
    const strange = await journey(client, visitor("eve-1", eve));
    expect(await journeyOf(client.social.callback.mutate(strange))).toEqual({
      codes: ["already_authenticated"],
      process: "login",
      callbackUrl: "/after",
    });
    expect(await client.account.user.query()).toMatchObject({
      id: state.status === "authenticated" ? state.user.id : "",
    });
    await kit[Symbol.asyncDispose]();
  });

  it.each<[string, Partial<Answer>, string]>([
    ["no consent", { error: "access_denied" }, "access_denied"],
    ["a provider that fails", { error: "server_error" }, "provider_failed"],
    ["a code that is none", { code: "nonsense" }, "invalid_token"],
    ["no code", { code: "" }, "required"],
    ["another issuer", { iss: "https://evil.example" }, "invalid_token"],
  ])("returns where the user came from after %s", async (_what, changed, code) => {
    const { kit, visitor, journey } = await createSocialKit();
    const client = kit.client(kind);
    const answer = await journey(client, visitor("ada-1", ada));
    expect(await journeyOf(client.social.callback.mutate({ ...answer, ...changed } as Answer))).toEqual({
      codes: [code],
      process: "login",
      callbackUrl: "/after",
    });
    await kit[Symbol.asyncDispose]();
  });

  it("returns where the user came from to connect, and nothing for a state that is not theirs", async () => {
    const { kit, visitor, journey, connect } = await createSocialKit();
    await connect(await loggedIn(kit, kind, await kit.createUser()), visitor("ada-1", ada));
    const client = await loggedIn(kit, kind, await kit.createUser());
    const taken = await journey(client, "ada-1", { process: "connect" });
    expect(await journeyOf(client.social.callback.mutate(taken))).toEqual({
      codes: ["connected_other"],
      process: "connect",
      callbackUrl: "/after",
    });
    const answer = await journey(client, "ada-1", { process: "connect" });
    const stranger = kit.client(kind).social.callback.mutate(answer);
    expect(await journeyOf(stranger)).toEqual({ codes: ["invalid_token"] });
    await kit[Symbol.asyncDispose]();
  });

  it("returns where a user came from whose account is deactivated", async () => {
    const { kit, visitor, journey, logIn } = await createSocialKit();
    const state = await logIn(kit.client(kind), visitor("ada-1", ada));
    await kit.auth.setUserActive(state.status === "authenticated" ? state.user.id : "", false);
    const client = kit.client(kind);
    const answer = await journey(client, "ada-1");
    expect(await journeyOf(client.social.callback.mutate(answer))).toEqual({
      codes: ["account_inactive"],
      process: "login",
      callbackUrl: "/after",
    });
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("a provider's token while logged in, %s client", (kind) => {
  it("returns the session to the same user, and refuses another", async () => {
    const { op } = await createSocialKit();
    const { sign, http } = await createForger(op.issuer, CLIENT_SECRET);
    const { kit } = await createSocialKit({ social: { http } });
    const client = kit.client(kind);
    const come = async (claims: Record<string, unknown>) => {
      const nonce = "n";
      const idToken = await sign({ claims: { ...claims, nonce } });
      return client.social.token.mutate({
        provider: "local",
        process: "login",
        token: { clientId: "acme", idToken, nonce },
      });
    };
    const first = await come({ ...ada, jti: "one" });
    const session = first.status === "authenticated" ? first.session.id : "";
    expect(await come({ ...ada, jti: "two" })).toMatchObject({ status: "authenticated", session: { id: session } });
    expect(await refusalOf(come({ ...eve, sub: "eve-1", jti: "three" }))).toMatchObject(another);
    expect(await client.session.get.query()).toMatchObject({ status: "authenticated", session: { id: session } });
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("a passkey while logged in, %s client", (kind) => {
  it("returns the session to the same user, and refuses another", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const { device } = await addPasskey(kit, await loggedIn(kit, kind, ada));
    const { device: his } = await addPasskey(kit, await loggedIn(kit, kind, bob));
    const client = kit.client(kind);
    const login = async (with_: typeof device) => {
      const { options } = await client.mfa.webauthn.beginLogin.mutate();
      return client.mfa.webauthn.login.mutate({ response: with_.get(options) });
    };
    const first = await login(device);
    const session = first.status === "authenticated" ? first.session.id : "";
    expect(await login(device)).toMatchObject({
      status: "authenticated",
      user: { id: ada.id },
      session: { id: session },
    });
    expect(await refusalOf(login(his))).toMatchObject(another);
    expect(await client.account.user.query()).toMatchObject({ id: ada.id });
  });
});
