import { describe, expect, it } from "vitest";
import { z } from "zod";
import { users } from "../../../src/schema.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const email = "new@example.com";
const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
const options = { account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } } as const;

describe.each(["browser", "app"] as const)("mfa.webauthn.signup, %s client", (kind) => {
  async function verified() {
    const kit = await createTestKit(options);
    const client = kit.client(kind);
    const begun = await client.mfa.webauthn.beginSignup.mutate({ email });
    const { code: key = "" } = (await kit.delivered()).lastMail(email, "verify_email_code").context;
    const state = await client.account.email.verify.mutate({ key });
    return { kit, client, begun, state, device: kit.authenticator() };
  }

  it("verifies the address, then makes the passkey, then is logged in", async () => {
    const { kit, client, begun, state, device } = await verified();
    expect(begun).toMatchObject({ status: "pending", flow: { id: "verify_email", email, by: "code" } });
    expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_signup_webauthn", email } });
    const { options: asked } = await client.mfa.webauthn.signupOptions.mutate();
    expect(asked.authenticatorSelection).toEqual({
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    const response = device.create(asked);
    const done = await client.mfa.webauthn.signup.mutate({ name: "My laptop", response });
    const [factor] = await client.mfa.authenticators.query();
    expect(factor).toMatchObject({ type: "webauthn", name: "My laptop", isPasswordless: true });
    expect(done).toMatchObject({
      status: "authenticated",
      user: { email, emailVerified: true, hasUsablePassword: false },
      methods: [{ method: "mfa", type: "webauthn", passwordless: true }],
    });
    // Setting it counts as an authentication.
    expect((await client.mfa.recoveryCodes.generate.mutate()).unused).toBe(10);
    const again = kit.client(kind);
    const { options: toLogIn } = await again.mfa.webauthn.beginLogin.mutate();
    expect(await again.mfa.webauthn.login.mutate({ response: device.get(toLogIn) })).toMatchObject({
      status: "authenticated",
    });
    await kit[Symbol.asyncDispose]();
  });

  it("does nothing without its step, and does not exist where the app did not enable it", async () => {
    await using kit = await createTestKit(options);
    const client = kit.client(kind);
    const response = kit.authenticator().create({ ...blank });
    expect(await refusalOf(client.mfa.webauthn.signupOptions.mutate())).toEqual(none);
    expect(await refusalOf(client.mfa.webauthn.signup.mutate({ response }))).toEqual(none);
    await client.mfa.webauthn.beginSignup.mutate({ email });
    expect(await refusalOf(client.mfa.webauthn.signupOptions.mutate())).toEqual(none);
    await using off = await createTestKit();
    expect((await refusalOf(off.client(kind).mfa.webauthn.beginSignup.mutate({ email })))?.codes).toEqual([
      "not_enabled",
    ]);
  });

  it("refuses a passkey without user verification, of another challenge, and ends after three", async () => {
    const { kit, client, device } = await verified();
    const attempt = async (forgery: Parameters<typeof device.create>[1]) => {
      const { options: asked } = await client.mfa.webauthn.signupOptions.mutate();
      return refusalOf(client.mfa.webauthn.signup.mutate({ response: device.create(asked, forgery) }));
    };
    expect((await attempt({ isUserVerified: false }))?.codes).toEqual(["incorrect_code/response"]);
    expect((await attempt({ challenge: "A".repeat(43) }))?.codes).toEqual(["incorrect_code/response"]);
    expect((await attempt({ origin: "https://evil.example" }))?.codes).toEqual(["incorrect_code/response"]);
    expect(await refusalOf(client.mfa.webauthn.signupOptions.mutate())).toEqual(none);
    await kit[Symbol.asyncDispose]();
  });

  it("responds the same for a taken address and a free one", async () => {
    await using kit = await createTestKit(options);
    const ada = await kit.createUser();
    const signUp = async (address: string) => {
      const client = kit.client(kind);
      const { tokens: _tokens, ...state } = {
        tokens: undefined,
        ...(await client.mfa.webauthn.beginSignup.mutate({ email: address })),
      };
      const wrong = await refusalOf(client.account.email.verify.mutate({ key: "BCDF-GHJK" }));
      return JSON.stringify([state, wrong]).replaceAll(address, "…");
    };
    expect(await signUp(ada.email)).toBe(await signUp(email));
    expect((await kit.delivered()).lastMail(ada.email).template).toBe("account_already_exists");
  });

  it("accepts the app's own fields, and a password nowhere", async () => {
    const fields = z.object({ displayName: z.string().min(1) });
    await using kit = await createTestKit({ ...options, account: { ...options.account, signup: { fields } } });
    const { webauthn } = kit.client(kind).mfa;
    // @ts-expect-error a required field of the app's own is missing
    const missing = webauthn.beginSignup.mutate({ email });
    expect((await refusalOf(missing))?.codes).toEqual(["required/displayName"]);
    // Fields unknown to the types are sent nevertheless.
    const withPassword = { email, displayName: "Ada", password: "a fine password" };
    await webauthn.beginSignup.mutate(withPassword);
    expect(await kit.database.select().from(users)).toMatchObject([
      { passwordHash: null, data: { displayName: "Ada" } },
    ]);
  });

  it("is refused where signups are closed", async () => {
    await using kit = await createTestKit({ ...options, account: { ...options.account, signup: { open: false } } });
    const refused = await refusalOf(kit.client(kind).mfa.webauthn.beginSignup.mutate({ email }));
    expect(refused).toMatchObject({ trpc: "FORBIDDEN", codes: ["signup_closed"] });
  });
});

const blank = {
  rp: { id: "localhost", name: "Acme" },
  user: { id: "AAAA", name: "x", displayName: "x" },
  challenge: "AAAA",
  pubKeyCredParams: [],
  timeout: 1,
  excludeCredentials: [],
  attestation: "none" as const,
  authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" } as const,
  extensions: { credProps: true as const },
};
