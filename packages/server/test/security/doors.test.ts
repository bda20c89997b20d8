import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { ClientKind } from "../../src/wire/protocol.ts";
import type { AuthState } from "../../src/wire/state.ts";
import { solveEach, testChallenge } from "../support/challenges.ts";
import { createTestKit } from "../support/kit.ts";
import { acceptTerms, createAcceptances, readAcceptances, TERMS } from "../support/ownStages.ts";
import { addPasskey, type Client } from "../support/passkeys.ts";

beforeAll(createAcceptances);

const options = fc.record({
  /** Where a stage of the app's own comes; null: there is none. */
  own: fc.constantFrom(
    null,
    "verify_email",
    "mfa_authenticate",
    "mfa_enroll",
    "change_password",
    "mfa_trust",
    "mfa_signup_webauthn",
  ),
  /** Whether each call that a bot may make must solve a challenge. */
  isChallenged: fc.boolean(),
  emailVerification: fc.constantFrom("mandatory", "optional", "none"),
  byCode: fc.boolean(),
  passwordResetBy: fc.constantFrom("link", "code"),
  required: fc.constantFrom(false, true, ["password" as const], ["mfa" as const, "password" as const]),
  trustCodes: fc.boolean(),
  trust: fc.constantFrom(false, true, { lifetime: 60 }),
  preventEnumeration: fc.constantFrom(true, false, "strict" as const),
  types: fc.constantFrom(
    ["totp" as const],
    ["webauthn" as const],
    ["totp" as const, "recovery_codes" as const, "webauthn" as const],
  ),
});

type Chosen = typeof options extends fc.Arbitrary<infer Value> ? Value : never;

const DOORS = [
  "password by email",
  "password by user name",
  "password by phone",
  "code by email",
  "code by phone",
  "password reset",
  "verification of an address",
  "another user's trusted browser",
] as const;

const ALWAYS = { login: "always", signup: "always", reset: "always", code: "always" } as const;

type Kit = Awaited<ReturnType<typeof makeKit>>;

/** A phone number may be verified as well; the address is verified, except for the door that verifies it. */
function makeKit(
  { own, isChallenged, byCode, required, trustCodes, trust, types, ...account }: Chosen,
  mustEnroll = false,
) {
  const isMandatory = account.emailVerification === "mandatory";
  return createTestKit({
    ...(own === null ? {} : { stages: [acceptTerms({ after: own })] }),
    ...(isChallenged ? { challenge: { by: testChallenge().port, ...ALWAYS } } : {}),
    rateLimits: false,
    account: {
      ...account,
      emailVerificationBy: byCode && isMandatory ? "code" : "link",
      loginMethods: ["email", "username", "phone"],
      loginByCode: { enabled: true, required, trust: trustCodes },
      loginOnEmailVerification: true,
      loginOnPasswordReset: true,
    },
    mfa: { types, trust, required: mustEnroll, allowUnverifiedEmail: true },
  });
}

/** Goes through a door up to its first step. */
async function enter(kit: Kit, door: (typeof DOORS)[number], { user, client }: { user: Person; client: Client }) {
  const { email, password } = user;
  const { account } = client;
  switch (door) {
    case "password by user name":
      return account.login.mutate({ username: user.username ?? "", password });
    case "password by phone":
      return account.login.mutate({ phone: user.phone ?? "", password });
    case "code by email":
      return account.code.request.mutate({ email });
    case "code by phone":
      return account.code.request.mutate({ phone: user.phone ?? "" });
    case "password reset": {
      await account.password.requestReset.mutate({ email });
      const { key, code = "" } = (await kit.delivered()).lastMail(email).context;
      return account.password.reset.mutate({ key: key ?? code, password: "another fine password" });
    }
    case "another user's trusted browser": {
      await kit.auth.removeAuthenticators(user.id);
      let state: AuthState = await account.login.mutate({ email, password });
      while (state.status === "pending") state = await step(kit, client, { user, state });
      await account.logout.mutate();
      await kit.auth.importAuthenticators(user.id, { totpSecret: user.totpSecret });
      return account.login.mutate({ email, password });
    }
    default:
      return account.login.mutate({ email, password });
  }
}

type Person = Awaited<ReturnType<Kit["createUser"]>>;

/** Answers any step except the second factor, as the reader of the user's mail and messages. */
async function step(
  kit: Kit,
  client: Client,
  { user, state }: { user: Person; state: Extract<AuthState, { status: "pending" }> },
): Promise<AuthState> {
  const { flow } = state;
  const outbox = await kit.delivered();
  switch (flow.id) {
    case "verify_email": {
      const { key, code = "" } = outbox.lastMail(user.email).context;
      return client.account.email.verify.mutate({ key: key ?? code });
    }
    case "login_by_code": {
      const { context } = flow.via === "email" ? outbox.lastMail(user.email) : outbox.lastSms(user.phone ?? "");
      return client.account.code.confirm.mutate({ code: context.code ?? "" });
    }
    case "verify_phone":
      return client.account.phone.verify.mutate({ code: outbox.lastSms(user.phone ?? "").context.code ?? "" });
    case "mfa_trust":
      return client.mfa.trust.mutate({ trust: true });
    default:
      // Its type is not that of this kit, whose stages are chosen while it runs.
      if (String(flow.id) === "accept_terms")
        return client.account.stage.answer.mutate({ stage: "accept_terms", input: { version: TERMS } });
      throw new Error(`nobody can answer ${flow.id} here`);
  }
}

describe("every login method", () => {
  it("leads to the second factor of a user who has one, before any session", async () => {
    const kinds = fc.constantFrom<ClientKind>("browser", "app");
    const run = async (door: (typeof DOORS)[number], kind: ClientKind, chosen: Chosen) => {
      const kit = await makeKit(chosen);
      const usesTotp = chosen.types.some((type) => type === "totp");
      const user = await kit.createUser({
        username: "ada",
        phone: "+4915112345678",
        phoneVerified: true,
        emailVerified: door !== "verification of an address",
        totp: usesTotp,
      });
      const device = kit.authenticator();
      const hasKey = !usesTotp || (chosen.types.length > 1 && chosen.trustCodes);
      if (hasKey) await addPasskey(kit, await kit.clientOf(user, kind), { device });
      await kit.auth.revokeSessions(user.id);
      const client = solveEach(kit.client(kind));
      const isTrusting = door === "another user's trusted browser";
      if (isTrusting && !usesTotp) return;
      let state: AuthState = await enter(kit, door, { user, client });
      const hasNone = async () => {
        expect([state.status, await kit.sessionsOf(user)]).toEqual([state.status, []]);
        expect(client.jar.cookies.get("latchkey.session") ?? client.tokens.sessionToken ?? "").toBe("");
      };
      while (state.status === "pending" && state.flow.id !== "mfa_authenticate") {
        await hasNone();
        state = await step(kit, client, { user, state });
      }
      expect(state).toMatchObject({ status: "pending", flow: { id: "mfa_authenticate" } });
      await hasNone();
      if (hasKey && !isTrusting) {
        const { options: asked } = await client.mfa.webauthn.beginAuthentication.mutate();
        state = await client.mfa.webauthn.authenticate.mutate({ response: device.get(asked) });
      } else state = await client.mfa.authenticate.mutate({ code: await kit.totp(user) });
      while (state.status === "pending") {
        await hasNone();
        state = await step(kit, client, { user, state });
      }
      expect(state.status).toBe("authenticated");
      expect(await readAcceptances()).toEqual(chosen.own === null ? [] : [{ userId: user.id, version: TERMS }]);
      expect(kit.errors).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...DOORS), kinds, options, run), { numRuns: 60 });
  }, 120_000);

  it("leads to the set-up of a second factor for a user who lacks a required one, before any session", async () => {
    const kinds = fc.constantFrom<ClientKind>("browser", "app");
    // The last one needs a second factor in an earlier login.
    const doors = DOORS.filter((door) => door !== "another user's trusted browser");
    const run = async (door: (typeof DOORS)[number], kind: ClientKind, chosen: Chosen) => {
      const kit = await makeKit(chosen, true);
      const user = await kit.createUser({
        username: "ada",
        phone: "+4915112345678",
        phoneVerified: true,
        emailVerified: door !== "verification of an address",
      });
      const client = solveEach(kit.client(kind));
      const { enroll } = client.mfa;
      let state: AuthState = await enter(kit, door, { user, client });
      let enrolled = 0;
      while (state.status === "pending") {
        expect(await kit.sessionsOf(user)).toEqual([]);
        expect(client.jar.cookies.get("latchkey.session") ?? client.tokens.sessionToken ?? "").toBe("");
        if (state.flow.id !== "mfa_enroll") state = await step(kit, client, { user, state });
        else if (state.flow.isEnrolled) state = await enroll.complete.mutate();
        else {
          enrolled += 1;
          if (state.flow.types.includes("totp")) {
            const { secret } = await enroll.beginTotp.mutate();
            state = await enroll.activateTotp.mutate({ code: await kit.totp({ secret }) });
          } else {
            const { options: asked } = await enroll.beginWebauthn.mutate();
            state = await enroll.registerWebauthn.mutate({ response: kit.authenticator().create(asked) });
          }
        }
      }
      expect([state.status, enrolled]).toEqual(["authenticated", 1]);
      expect(state).toMatchObject({ session: { level: 2 } });
      expect(kit.errors).toEqual([]);
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...doors), kinds, options, run), { numRuns: 40 });
  }, 120_000);

  it("except a passkey that verified its user, which is two factors by itself", async () => {
    await fc.assert(
      fc.asyncProperty(options, async (chosen) => {
        if (!chosen.types.some((type) => type === "webauthn")) return;
        const kit = await makeKit({ ...chosen, required: false });
        const user = await kit.createUser({ totp: true });
        const { device } = await addPasskey(kit, await kit.clientOf(user, "app"));
        const client = kit.client("app");
        const { options: asked } = await client.mfa.webauthn.beginLogin.mutate();
        let state: AuthState = await client.mfa.webauthn.login.mutate({ response: device.get(asked) });
        if (chosen.own !== null) {
          expect(state).toMatchObject({ status: "pending", flow: { id: "accept_terms" } });
          expect(client.tokens.sessionToken).toBeUndefined();
          if (state.status === "pending") state = await step(kit, client, { user, state });
        }
        expect(state.status).toBe("authenticated");
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});
