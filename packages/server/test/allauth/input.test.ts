import { describe, expect, it } from "vitest";
import { createVirtualAuthenticator, TEST_PASSWORD } from "../../src/testing.ts";
import { allauthClients, codesOf, loggedInAt } from "../support/allauthClient.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo } from "../support/mailboxes.ts";

/** What clients of django-allauth send, and are used to: found by telling both servers the same. */
describe.each(["browser", "app"] as const)("allauth's protocol, %s client: input", (kind) => {
  const loggedIn = (options: Parameters<typeof loggedInAt>[1] = {}) => loggedInAt(kind, options);

  it("takes a text of blanks for none, unless it is a password", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)(kind);
    expect(codesOf(await client.post("auth/signup", { email: " ", password: "a long enough one" }))).toEqual([
      "email: required",
    ]);
    expect(codesOf(await client.post("auth/email/verify", { key: "\t" }))).toEqual(["key: required"]);
    const { email } = await kit.createUser({ password: "          x" });
    expect(codesOf(await client.post("auth/login", { email, password: "          " }))).toEqual([
      "password: email_password_mismatch",
    ]);
  });

  it("gives a key of which the name is blank the name of one without", async () => {
    const { client } = await loggedIn();
    const { creation_options: options } = (await client.get("account/authenticators/webauthn")).data;
    const device = createVirtualAuthenticator({ origin: "http://localhost:5173" });
    const credential = device.create({ excludeCredentials: [], ...options.publicKey });
    const added = await client.post("account/authenticators/webauthn", { name: "  ", credential });
    expect(added.data.name).toBe("Security key");
  });

  it("tells what is wrong with an address that is not to be the primary one, and that it is not", async () => {
    const { user, client } = await loggedIn();
    const promote = async (fields: object) => codesOf(await client.send("PATCH", "account/email", fields)).sort();
    expect(await promote({})).toEqual(["email: required", "primary: required"]);
    expect(await promote({ email: "nobody" })).toEqual(["email: invalid", "primary: required"]);
    expect(await promote({ email: "other@example.com" })).toEqual(["email: unknown_email", "primary: required"]);
    expect(await promote({ email: user.email })).toEqual(["primary: required"]);
  });

  it("does not make an address the primary one that waits for its code", async () => {
    const { client } = await loggedIn({ account: { emailVerificationBy: "code" } });
    await client.post("account/email", { email: "second@example.com" });
    const answer = await client.send("PATCH", "account/email", { email: "Second@example.com", primary: true });
    expect(codesOf(answer)).toEqual(["email: unverified_primary_email"]);
  });

  it("asks for an address where a password is reset, whatever users log in with", async () => {
    const kit = await createTestKit({ account: { loginMethods: ["phone", "email"] } });
    const client = allauthClients(kit.auth)(kind);
    expect(codesOf(await client.post("auth/password/request", { phone: "+4915112345678" }))).toEqual([
      "email: required",
    ]);
  });

  it("has no passkey login where it is off, whatever is sent", async () => {
    const kit = await createTestKit({ mfa: { passkeyLogin: false } });
    const client = allauthClients(kit.auth)(kind);
    for (const answer of [await client.get("auth/webauthn/login"), await client.post("auth/webauthn/login", {})])
      expect(answer.status).toBe(404);
  });

  it("refuses the passkey of a signup as a whole, like one that is added", async () => {
    const kit = await createTestKit({ account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } });
    const client = allauthClients(kit.auth)(kind);
    const email = "ada@example.com";
    await client.post("auth/webauthn/signup", { email });
    await client.post("auth/email/verify", { key: await keyMailedTo(kit, email) });
    const { creation_options: options } = (await client.get("auth/webauthn/signup")).data;
    const device = createVirtualAuthenticator({ origin: "https://evil.example" });
    const credential = device.create({ excludeCredentials: [], ...options.publicKey });
    expect(codesOf(await client.send("PUT", "auth/webauthn/signup", { credential }))).toEqual(["incorrect_code"]);
  });

  it("has no options for a key where there is none", async () => {
    const { client } = await loggedIn();
    expect((await client.get("auth/webauthn/reauthenticate")).status).toBe(404);
    const { kit } = await loggedIn();
    const { email } = await kit.createUser({ totp: true });
    const waiting = allauthClients(kit.auth)(kind);
    await waiting.post("auth/login", { email, password: TEST_PASSWORD });
    expect((await waiting.get("auth/webauthn/authenticate")).status).toBe(404);
  });
});

describe("allauth's protocol, apps", () => {
  it("takes an empty session token for none", async () => {
    const kit = await createTestKit();
    const client = allauthClients(kit.auth)("app");
    expect((await client.get("auth/session", { "x-session-token": "" })).status).toBe(401);
  });
});
