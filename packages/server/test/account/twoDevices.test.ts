import { describe, expect, it } from "vitest";
import type { EndReason } from "../../src/wire/state.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo, loggedIn, mailsTo } from "../support/mailboxes.ts";
import type { Client } from "../support/passkeys.ts";

const email = "ada@example.com";
const password = "a fine password";
const none = { trpc: "CONFLICT", codes: ["no_pending_flow"] };
const verified = { flow: "verify_email", reason: "verified" };

/** Expects that the client gets the end of the flow exactly once. */
async function learns(client: Client, flow: string, reason: EndReason): Promise<void> {
  expect(await client.session.get.query()).toMatchObject({ status: "anonymous", ended: { flow, reason } });
  expect(await client.session.get.query()).not.toHaveProperty("ended");
}

describe.each(["browser", "app"] as const)("a signup on one device and its link on another, %s client", (kind) => {
  async function signedUp(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit(options);
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    const key = await keyMailedTo(kit, email);
    return { kit, client, key, other: kit.client(kind) };
  }

  it.each([true, false])(
    "reports to the first that the address is verified (login by link: %s)",
    async (loginByLink) => {
      const { kit, client, key, other } = await signedUp({ account: { loginOnEmailVerification: loginByLink } });
      expect(await client.session.get.query()).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
      expect(await other.account.email.verify.mutate({ key })).toMatchObject({ status: "anonymous" });
      await learns(client, "verify_email", "verified");
      expect(await client.account.login.mutate({ email, password })).toMatchObject({ status: "authenticated" });
      await kit[Symbol.asyncDispose]();
    },
  );

  it("reports it in the response, where the link is opened in the browser that waits", async () => {
    const { kit, client, key } = await signedUp();
    expect(await client.account.email.verify.mutate({ key })).toMatchObject({ status: "anonymous", ended: verified });
    expect(await client.session.get.query()).not.toHaveProperty("ended");
    await kit[Symbol.asyncDispose]();
  });

  it("sends no link that is already void, but reports why nothing is pending any more", async () => {
    const { kit, client, key, other } = await signedUp();
    await other.account.email.verify.mutate({ key });
    kit.clock.advance(181);
    expect(await refusalOf(client.account.email.resend.mutate())).toMatchObject(none);
    expect(await mailsTo(kit, email)).toEqual(["verify_email"]);
    await learns(client, "verify_email", "verified");
    await kit[Symbol.asyncDispose]();
  });

  it.each(["the same", "another"] as const)("responds to a link that is used again in %s browser", async (which) => {
    const { kit, client, key, other } = await signedUp();
    await client.account.email.verify.mutate({ key });
    const again = which === "the same" ? client : other;
    for (let opened = 0; opened < 2; opened += 1) {
      expect(await again.account.email.checkKey.mutate({ key })).toEqual({
        email,
        isAuthenticating: false,
        isVerified: true,
      });
      expect(await again.account.email.verify.mutate({ key })).toMatchObject({ status: "anonymous", ended: verified });
    }
    const inside = await loggedIn(kit, kind, { email, password });
    expect(await inside.account.email.verify.mutate({ key })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("sends a new code when the client that waits for one requests to verify its address", async () => {
    const { kit, client } = await signedUp({ account: { emailVerificationBy: "code" } });
    const first = await keyMailedTo(kit, email);
    kit.clock.advance(11);
    const state = await client.account.email.requestVerification.mutate({ email });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email } });
    const second = await keyMailedTo(kit, email);
    expect(second).not.toBe(first);
    expect(await refusalOf(client.account.email.verify.mutate({ key: first }))).not.toBeNull();
    expect(await client.account.email.verify.mutate({ key: second })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("why a flow ended, %s client", (kind) => {
  it("is reported when its time is over", async () => {
    await using kit = await createTestKit();
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    kit.clock.advance(900);
    await learns(client, "verify_email", "expired");
  });

  it("is reported when its time is over, for a code as well", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser();
    for (const address of [ada.email, "nobody@example.com"]) {
      const client = kit.client(kind);
      await client.account.code.request.mutate({ email: address });
      kit.clock.advance(3_600);
      expect(await refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }))).toMatchObject(none);
      await learns(client, "login_by_code", "expired");
    }
  });

  it("is reported when its answers are used up, the same without an account", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser();
    for (const address of [ada.email, "nobody@example.com"]) {
      const client = kit.client(kind);
      await client.account.code.request.mutate({ email: address });
      for (let guess = 0; guess < 3; guess += 1)
        await refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }));
      await learns(client, "login_by_code", "attempts");
    }
  });

  /** A user who is logged in, and has another login pending at the second factor. */
  async function waiting() {
    const kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    const inside = kit.client(kind);
    await inside.account.login.mutate({ email: ada.email, password: ada.password });
    await inside.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    const client = kit.client(kind);
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    kit.clock.advance(30);
    const answer = async () => refusalOf(client.mfa.authenticate.mutate({ code: await kit.totp(ada) }));
    return { kit, ada, inside, client, answer };
  }

  it("is reported when the account has changed since", async () => {
    const { kit, inside, client, answer } = await waiting();
    await inside.mfa.totp.deactivate.mutate();
    expect(await answer()).toMatchObject(none);
    await learns(client, "mfa_authenticate", "superseded");
    expect(await answer()).toMatchObject(none);
    await kit[Symbol.asyncDispose]();
  });

  const endings = ["revokeSessions", "setUserActive", "removeAuthenticators", "password change"] as const;
  it.each(endings)("is reported when it was ended: %s", async (how) => {
    const { kit, ada, inside, client, answer } = await waiting();
    const passwords = { currentPassword: ada.password, newPassword: "a brand new password" };
    if (how === "revokeSessions") await kit.auth.revokeSessions(ada.id);
    else if (how === "setUserActive") await kit.auth.setUserActive(ada.id, false);
    else if (how === "removeAuthenticators") await kit.auth.removeAuthenticators(ada.id);
    else await inside.account.password.change.mutate(passwords);
    expect(await answer()).toMatchObject(none);
    await learns(client, "mfa_authenticate", "revoked");
    await kit[Symbol.asyncDispose]();
  });

  it("is reported neither for a cancelled one, nor to a client that never had one", async () => {
    await using kit = await createTestKit();
    const client = kit.client(kind);
    expect(await client.session.get.query()).not.toHaveProperty("ended");
    await client.account.signup.mutate({ email, password });
    expect(await client.session.cancel.mutate()).not.toHaveProperty("ended");
    expect(await client.session.get.query()).not.toHaveProperty("ended");
  });
});

describe.each(["browser", "app"] as const)("a reset by code, %s client", (kind) => {
  it("gives the full time for the password once the code is confirmed", async () => {
    await using kit = await createTestKit({
      account: { passwordResetBy: "code", codes: { passwordReset: { lifetime: 180 } } },
    });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email: ada.email });
    const key = await keyMailedTo(kit, ada.email);
    kit.clock.advance(170);
    await client.account.password.checkKey.mutate({ key });
    const state = await client.session.get.query();
    const expiresAt = new Date(kit.clock.now().getTime() + 180_000).toISOString();
    expect(state).toMatchObject({ flow: { id: "password_reset_by_code", confirmed: true, expiresAt } });
    kit.clock.advance(170);
    expect(await refusalOf(client.account.password.reset.mutate({ key, password }))).toBeNull();
    expect(await loggedIn(kit, kind, { email: ada.email, password })).toBeDefined();
  });

  it("does not restart the time when the code is confirmed again", async () => {
    await using kit = await createTestKit({
      account: { passwordResetBy: "code", codes: { passwordReset: { lifetime: 180 } } },
    });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    await client.account.password.requestReset.mutate({ email: ada.email });
    const key = await keyMailedTo(kit, ada.email);
    for (let again = 0; again < 6; again += 1) {
      await refusalOf(client.account.password.checkKey.mutate({ key }));
      kit.clock.advance(100);
    }
    expect(await refusalOf(client.account.password.reset.mutate({ key, password }))).not.toBeNull();
  });
});

describe("a signup by passkey", () => {
  it("requires verification by code: a link that is opened elsewhere would leave an account without a credential", async () => {
    const mfa = { passkeySignup: true };
    await expect(createTestKit({ mfa })).rejects.toThrow(/emailVerificationBy/);
    await expect(createTestKit({ mfa, account: { emailVerification: "optional" } })).rejects.toThrow();
    await expect(createTestKit({ mfa, account: { emailVerificationBy: "code" } })).resolves.toBeDefined();
  });
});
