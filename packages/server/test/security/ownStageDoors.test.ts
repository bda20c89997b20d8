import { beforeAll, describe, expect, it } from "vitest";
import { createTestKit } from "../support/kit.ts";
import { acceptTerms, createAcceptances, readAcceptances, TERMS } from "../support/ownStages.ts";
import type { Client } from "../support/passkeys.ts";
import { createSocialKit } from "../support/socialKit.ts";

beforeAll(createAcceptances);

// Spread into the options: the stages are in the kit, and not in the types of its clients.
const own = () => ({ stages: [acceptTerms()] });
const accept = ({ account }: Client) =>
  account.stage.answer.mutate({ stage: "accept_terms", input: { version: TERMS } });
const waits = { status: "pending", flow: { id: "accept_terms", state: { version: TERMS } } };

describe.each(["browser", "app"] as const)("an own stage, %s client", (kind) => {
  it("holds a signup and a login with a provider, once", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account: {}, ...own() });
    const sub = visitor("ada-1", { email: "ada@example.com", email_verified: true, name: "Ada" });
    const client = kit.client(kind);
    expect(await logIn(client, sub)).toMatchObject(waits);
    const state = await accept(client);
    if (state.status !== "authenticated") throw new Error(state.status);
    expect(await readAcceptances()).toEqual([{ userId: state.user.id, version: TERMS }]);
    expect(await logIn(kit.client(kind), sub)).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("holds a signup by passkey, whose account exists by then", async () => {
    const email = "new@example.com";
    const kit = await createTestKit({
      ...own(),
      account: { emailVerificationBy: "code" },
      mfa: { passkeySignup: true },
    });
    await using _kit = kit;
    const client = kit.client(kind);
    await client.mfa.webauthn.beginSignup.mutate({ email });
    const { code: key = "" } = (await kit.delivered()).lastMail(email, "verify_email_code").context;
    await client.account.email.verify.mutate({ key });
    const { options: asked } = await client.mfa.webauthn.signupOptions.mutate();
    const response = kit.authenticator().create(asked);
    expect(await client.mfa.webauthn.signup.mutate({ response })).toMatchObject(waits);
    expect(await accept(client)).toMatchObject({ status: "authenticated", user: { email } });
  });
});
