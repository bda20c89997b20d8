import { describe, expect, it } from "vitest";
import type { AuthEvent } from "../../src/index.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

/** The events since the last look, without what each event of a client has. */
function takeEvents(kit: { events: AuthEvent[] }) {
  return kit.events.splice(0).map(({ at: _at, ip: _ip, userAgent: _agent, client: _client, ...told }) => told);
}

const CODES = { account: { signup: {}, loginByCode: { enabled: true } } };

describe.each(["browser", "app"] as const)("events of refusals, %s client", (kind) => {
  it("name the user whose password was wrong, and nobody for an address without an account", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    takeEvents(kit);
    await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password: "a wrong one" }));
    await refusalOf(kit.client(kind).account.login.mutate({ email: "nobody@example.com", password: "a wrong one" }));
    expect(takeEvents(kit)).toEqual([
      { type: "login_failed", userId: ada.id, code: "email_password_mismatch" },
      { type: "login_failed", userId: null, code: "email_password_mismatch" },
    ]);
  });

  it("name nobody for an address that its account has not verified", async () => {
    await using kit = await createTestKit({ account: { emailVerification: "optional" } });
    const ada = await kit.createUser({ emailVerified: false });
    takeEvents(kit);
    await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password: "a wrong one" }));
    expect(takeEvents(kit)).toMatchObject([{ type: "login_failed", userId: null }]);
  });

  it("tell of a wrong password of a logged-in user, wherever it is entered", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const [sessionId] = await kit.sessionsOf(ada);
    takeEvents(kit);
    await refusalOf(client.account.reauthenticate.mutate({ password: "a wrong one" }));
    await refusalOf(
      client.account.password.change.mutate({ currentPassword: "a wrong one", newPassword: "a brand new password" }),
    );
    const failed = { type: "reauthentication_failed", userId: ada.id, sessionId };
    expect(takeEvents(kit)).toEqual([
      { ...failed, code: "incorrect_password" },
      { ...failed, code: "enter_current_password" },
    ]);
  });

  it("tell of ids of other users, and of keys that are invalid", async () => {
    await using kit = await createTestKit();
    const [ada, bob] = [await kit.createUser(), await kit.createUser()];
    const client = await kit.clientOf(ada, kind);
    await kit.clientOf(bob, kind);
    const [own] = await kit.sessionsOf(ada);
    const [foreign = ""] = await kit.sessionsOf(bob);
    takeEvents(kit);
    await refusalOf(client.session.revoke.mutate({ ids: [foreign] }));
    await refusalOf(kit.client(kind).account.password.reset.mutate({ key: "x".repeat(43), password: "another one 1" }));
    expect(takeEvents(kit)).toEqual([
      { type: "access_refused", userId: ada.id, sessionId: own, code: "not_found" },
      { type: "access_refused", userId: null, code: "invalid_password_reset" },
    ]);
  });

  it("are none for a client that must log in first", async () => {
    await using kit = await createTestKit();
    await refusalOf(kit.client(kind).account.user.query());
    expect(takeEvents(kit)).toEqual([]);
  });

  it("name the limit of calls, and that of messages", async () => {
    await using kit = await createTestKit({ ...CODES, rateLimits: { login: "1/m/ip", requestLoginCode: "1/m/key" } });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.code.request.mutate({ email: ada.email });
    await refusalOf(client.account.code.request.mutate({ email: ada.email }));
    takeEvents(kit);
    await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password: "a wrong one" }));
    await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password }));
    expect(takeEvents(kit).filter(({ type }) => type === "rate_limited")).toEqual([
      { type: "rate_limited", userId: null, detail: "login" },
    ]);
  });
});

it("tells of calls from foreign origins", async () => {
  await using kit = await createTestKit();
  const client = await kit.clientOf(await kit.createUser(), "browser");
  takeEvents(kit);
  client.headers.origin = "https://evil.com";
  await refusalOf(client.session.revokeOthers.mutate());
  expect(takeEvents(kit)).toEqual([{ type: "origin_refused", userId: null, code: "csrf" }]);
});

describe.each(["browser", "app"] as const)("events of flows, %s client", (kind) => {
  async function waiting() {
    const kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    const logIn = () => client.account.login.mutate({ email: ada.email, password });
    await logIn();
    takeEvents(kit);
    const ended = { userId: ada.id, detail: "mfa_authenticate" };
    return { kit, ada, client, logIn, ended };
  }

  it("tell of a login that is cancelled, once", async () => {
    const { kit, client, ended } = await waiting();
    await Promise.all([client.session.cancel.mutate(), client.session.cancel.mutate()]);
    expect(takeEvents(kit)).toEqual([{ type: "flow_cancelled", ...ended }]);
  });

  it("tell of a login that a newer one replaces", async () => {
    const { kit, logIn, ended } = await waiting();
    await logIn();
    expect(takeEvents(kit)).toEqual([{ type: "flow_replaced", ...ended }]);
  });

  it("tell of a login that is out of attempts", async () => {
    const { kit, ada, client, ended } = await waiting();
    for (let attempt = 0; attempt < 3; attempt += 1)
      await refusalOf(client.mfa.authenticate.mutate({ code: "000000" }));
    expect(takeEvents(kit).slice(-2)).toMatchObject([
      { type: "mfa_failed", userId: ada.id, detail: expect.stringContaining("last_attempt") },
      { type: "flow_exhausted", ...ended },
    ]);
    kit.clock.advance(86_400);
    await kit.auth.cleanUp();
    await client.session.get.query();
    expect(takeEvents(kit)).toEqual([]);
  });

  it.each(["the clean-up", "its client"])(
    "tell of a login that expired, when %s finds it, and once",
    async (finder) => {
      const { kit, client, ended } = await waiting();
      const began = kit.clock.now().getTime();
      kit.clock.advance(3_600);
      if (finder === "its client") await client.session.get.query();
      await kit.auth.cleanUp();
      const [event, ...others] = kit.events.slice(-2);
      expect(event).toMatchObject({ type: "flow_expired", at: new Date(began + 900_000), ...ended });
      expect(others).toEqual([]);
      takeEvents(kit);
      if (finder === "the clean-up")
        expect(await client.session.get.query()).toMatchObject({
          ended: { flow: "mfa_authenticate", reason: "expired" },
        });
      kit.clock.advance(2 * 86_400);
      await kit.auth.cleanUp();
      expect(takeEvents(kit)).toEqual([]);
    },
  );

  it("tell once of a login that expired, of two clean-ups at the same time", async () => {
    const { kit } = await waiting();
    kit.clock.advance(3_600);
    await Promise.all([kit.auth.cleanUp(), kit.auth.cleanUp()]);
    expect(takeEvents(kit).map(({ type }) => type)).toEqual(["flow_expired"]);
  });

  it("tell nothing of a login that is completed", async () => {
    const { kit, ada, client } = await waiting();
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    kit.clock.advance(2 * 86_400);
    await kit.auth.cleanUp();
    const [sessionId] = await kit.sessionsOf(ada);
    expect(takeEvents(kit)).toEqual([{ type: "login", userId: ada.id, sessionId, detail: "password, totp" }]);
  });
});

describe("events of the app's own calls", () => {
  it("name their actor", async () => {
    await using kit = await createTestKit();
    const { auth } = kit;
    const by = { actor: "staff 7" };
    const ada = await auth.createUser({ email: "ada@example.com", emailVerified: true }, by);
    const { id: detail } = await auth.createInvitation({ email: "bob@example.com" }, by);
    await auth.revokeInvitation(detail, by);
    await auth.importAuthenticators(ada.id, { totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" }, by);
    await auth.removeAuthenticators(ada.id, by);
    await auth.revokeSessions(ada.id, by);
    await auth.setUserActive(ada.id, false, by);
    await auth.setUserActive(ada.id, true, by);
    const of = { userId: ada.id, ...by };
    expect(takeEvents(kit)).toEqual([
      { type: "signup", ...of },
      { type: "invitation_created", userId: null, detail, ...by },
      { type: "invitation_revoked", userId: null, detail, ...by },
      { type: "authenticator_added", detail: "totp", ...of },
      { type: "authenticator_removed", detail: "all", ...of },
      { type: "session_revoked", detail: "all", ...of },
      { type: "user_deactivated", ...of },
      { type: "user_reactivated", ...of },
    ]);
  });

  it("are none for a user or an invitation that does not exist", async () => {
    await using kit = await createTestKit();
    const nobody = "00000000-0000-7000-8000-000000000000";
    await kit.auth.createSessionToken(nobody);
    await kit.auth.revokeSessions(nobody);
    await kit.auth.setUserActive(nobody, false);
    await kit.auth.removeAuthenticators(nobody);
    await kit.auth.revokeInvitation(nobody);
    expect(takeEvents(kit)).toEqual([]);
  });

  it.each(["browser", "app"] as const)("name who acts as a user, in all that they do, %s client", async (kind) => {
    await using kit = await createTestKit({ account: { signup: { username: "optional" } } });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    await kit.auth.revokeSessions(ada.id);
    const token = (await kit.auth.createSessionToken(ada.id, { client: kind, actor: "staff 7" })) ?? "";
    if (kind === "app") client.tokens.sessionToken = token;
    else client.jar.cookies.set("latchkey.session", token);
    takeEvents(kit);
    await client.account.update.mutate({ username: "countess" });
    await client.account.logout.mutate();
    await client.account.login.mutate({ email: ada.email, password });
    expect(takeEvents(kit).map(({ type, actor }) => [type, actor])).toEqual([
      ["user_updated", "staff 7"],
      ["logout", "staff 7"],
      ["login", undefined],
    ]);
  });
});
