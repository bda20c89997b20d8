import { describe, expect, it } from "vitest";
import { jwt } from "../../src/index.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { allauthClients, codesOf, loggedInAt } from "../support/allauthClient.ts";
import { createTestKit } from "../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../support/mailboxes.ts";

describe.each(["browser", "app"] as const)("allauth's protocol, %s client: account", (kind) => {
  const loggedIn = (options: Parameters<typeof loggedInAt>[1] = {}) => loggedInAt(kind, options);

  it("keeps addresses from strangers", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    expect((await client.get("account/email")).status).toBe(401);
    expect((await client.get("account/phone")).status).toBe(401);
    for (const method of ["PUT", "PATCH", "DELETE"] as const)
      expect((await client.send(method, "account/email", { email: "a@example.com", primary: true })).status).toBe(401);
  });

  it("adds, verifies, promotes and removes addresses", async () => {
    const { kit, user, client } = await loggedIn();
    const second = "second@example.com";
    const added = await client.post("account/email", { email: second });
    expect(added.data).toEqual([
      { email: user.email, verified: true, primary: true },
      { email: second, verified: false, primary: false },
    ]);
    expect(codesOf(await client.post("account/email", { email: second }))).toEqual(["email: duplicate_email"]);
    expect(codesOf(await client.post("account/email", { email: "nobody" }))).toEqual(["email: invalid"]);
    const promote = (fields: object) => client.send("PATCH", "account/email", fields);
    expect(codesOf(await promote({ email: second, primary: true }))).toEqual(["email: unverified_primary_email"]);
    expect(codesOf(await promote({ email: second, primary: false }))).toEqual(["primary: required"]);
    expect(codesOf(await promote({ primary: true }))).toEqual(["email: required"]);
    expect(codesOf(await promote({ email: "other@example.com", primary: true }))).toEqual(["email: unknown_email"]);
    kit.clock.advance(200);
    const resend = (email: string) => client.send("PUT", "account/email", { email });
    expect((await resend(second)).status).toBe(200);
    expect((await resend(user.email)).status).toBe(403);
    expect(codesOf(await resend("other"))).toEqual(["email: invalid"]);
    expect(codesOf(await resend("other@example.com"))).toEqual(["email: unknown_email"]);
    const verified = await client.post("auth/email/verify", { key: await keyMailedTo(kit, second) });
    expect(verified.status).toBe(200);
    expect((await promote({ email: second, primary: true })).data).toContainEqual({
      email: second,
      verified: true,
      primary: true,
    });
    const remove = (email: string) => client.send("DELETE", "account/email", { email });
    expect(codesOf(await remove(second))).toEqual(["email: cannot_remove_primary_email"]);
    expect((await remove(user.email)).data).toEqual([{ email: second, verified: true, primary: true }]);
  });

  it("stops sending codes to an address in time", async () => {
    const { kit, client } = await loggedIn({ account: { emailVerificationBy: "code" } });
    const email = "second@example.com";
    expect((await client.post("account/email", { email })).data).toContainEqual({
      email,
      verified: false,
      primary: false,
    });
    const resend = () => client.send("PUT", "account/email", { email });
    expect((await resend()).status).toBe(403);
    kit.clock.advance(60);
    expect((await resend()).status).toBe(200);
    const answer = await client.post("auth/email/verify", { key: await keyMailedTo(kit, email) });
    expect(answer.status).toBe(200);
    expect((await client.get("account/email")).data).toContainEqual({ email, verified: true, primary: false });
  });

  it("stores the phone number at once where numbers are not verified", async () => {
    const { kit, client } = await loggedIn({ account: { signup: { phone: "optional" }, phoneVerification: "none" } });
    const phone = "+4915112345678";
    const stored = await client.post("account/phone", { phone });
    expect([stored.status, stored.data]).toEqual([202, [{ phone, verified: false }]]);
    expect((await client.get("account/phone")).data).toEqual([{ phone, verified: false }]);
    expect((await kit.delivered()).messages.filter(({ to }) => to === phone)).toEqual([]);
  });

  it("changes the phone number once its code is entered", async () => {
    const { kit, client } = await loggedIn({ account: { signup: { phone: "optional" } } });
    expect((await client.get("account/phone")).data).toEqual([]);
    expect(codesOf(await client.post("account/phone", { phone: "+49 no" }))).toEqual(["phone: invalid_phone"]);
    kit.clock.advance(61);
    const phone = "+4915112345678";
    const asked = await client.post("account/phone", { phone });
    expect([asked.status, asked.data]).toEqual([202, [{ phone, verified: false }]]);
    expect((await client.post("auth/phone/verify", { code: await codeSentTo(kit, phone) })).status).toBe(200);
    expect((await client.get("account/phone")).data).toEqual([{ phone, verified: true }]);
    kit.clock.advance(61);
    expect(codesOf(await client.post("account/phone", { phone }))).toEqual(["phone: same_as_current"]);
  });
});

describe("allauth's protocol, access tokens", () => {
  const options = { session: { tokens: jwt({ issuer: "http://localhost:5173", audience: "acme" }) } };

  it("gives an app its pair at login, accepts it as bearer token, and exchanges it", async () => {
    const kit = await createTestKit(options);
    const user = await kit.createUser();
    const client = allauthClients(kit.auth)("app");
    const { meta } = await client.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    expect(meta.access_token.split(".")).toHaveLength(3);
    const bearer = (token: string) => client.get("auth/session", { authorization: `Bearer ${token}` });
    expect((await bearer(meta.access_token)).data.user.id).toBe(user.id);
    expect((await bearer("rubbish")).status).toBe(401);
    const next = await client.post("tokens/refresh", { refresh_token: meta.refresh_token });
    expect((await bearer(next.data.access_token)).status).toBe(200);
    expect(codesOf(await client.post("tokens/refresh", { refresh_token: "rubbish" }))).toEqual([
      "refresh_token: invalid_token",
    ]);
    expect(codesOf(await client.post("tokens/refresh", {}))).toEqual(["refresh_token: required"]);
    expect((await allauthClients(kit.auth)("browser").post("tokens/refresh", {})).status).toBe(404);
  });

  it("accepts it beside the token of the login that was pending", async () => {
    const kit = await createTestKit(options);
    const user = await kit.createUser({ totp: true });
    const client = allauthClients(kit.auth)("app");
    const pending = await client.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    expect([pending.status, pending.meta.session_token]).toEqual([401, expect.stringMatching(/^flow\./)]);
    const { meta } = await client.post("auth/2fa/authenticate", { code: await kit.totp(user) });
    const both = {
      "x-session-token": pending.meta.session_token,
      authorization: `Bearer ${meta.access_token}`,
    };
    expect((await client.get("auth/session", both)).data.user.id).toBe(user.id);
    expect((await client.get("auth/session", { ...both, authorization: "Bearer rubbish" })).status).toBe(401);
  });

  it("gives a browser none", async () => {
    const kit = await createTestKit(options);
    const user = await kit.createUser();
    const login = await allauthClients(kit.auth)("browser").post("auth/login", {
      email: user.email,
      password: TEST_PASSWORD,
    });
    expect(login.meta).toEqual({ is_authenticated: true });
  });
});
