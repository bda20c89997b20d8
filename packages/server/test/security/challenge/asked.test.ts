import { initTRPC } from "@trpc/server";
import { describe, expect, it } from "vitest";
import type { ChallengeOptions } from "../../../src/index.ts";
import { proofOfWork } from "../../../src/ports/challenge/challenges.ts";
import { solveProofOfWork } from "../../../src/testing.ts";
import { challenged, loginOf, solve, testChallenge } from "../../support/challenges.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { addPasskey } from "../../support/passkeys.ts";

const email = "ada@example.com";
const password = "a fine long password";
const WRONG = { trpc: "BAD_REQUEST", codes: ["email_password_mismatch/password"] };

function makeKit(challenge: Partial<ChallengeOptions> = {}, options: Parameters<typeof createTestKit>[0] = {}) {
  return createTestKit({
    ...options,
    account: { loginByCode: { enabled: true }, ...options.account },
    challenge: { by: testChallenge().port, ...challenge },
  });
}

describe.each(["browser", "app"] as const)("a challenge, %s client", (kind) => {
  it("is asked for once half of the guesses at an account are used up, and no longer once one is right", async () => {
    await using kit = await makeKit();
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const guess = () => refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
    expect([await guess(), await guess()]).toEqual([WRONG, WRONG]);
    expect([await guess(), await guess()]).toEqual([challenged("login"), challenged("login")]);
    solve(client);
    expect(await client.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
    const next = kit.client(kind);
    expect(await next.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
  });

  it("is asked for by what was counted elsewhere: guesses from many networks at one account", async () => {
    await using kit = await makeKit();
    const ada = await kit.createUser();
    for (const ip of ["198.51.100.1", "198.51.100.2"])
      await refusalOf(kit.client(kind, { ip }).account.login.mutate({ email: ada.email, password: "wrong" }));
    const owner = kit.client(kind);
    expect(await refusalOf(owner.account.login.mutate(loginOf(ada)))).toEqual(challenged("login"));
    expect(await solve(owner).account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
  });

  it("is asked for at every call of an action with `always`, and at none with `never`", async () => {
    await using kit = await makeKit({ login: "always", signup: "always", reset: "never", code: "always" });
    const ada = await kit.createUser();
    const { account } = kit.client(kind);
    expect(await refusalOf(account.login.mutate(loginOf(ada)))).toEqual(challenged("login"));
    expect(await refusalOf(account.signup.mutate({ email, password }))).toEqual(challenged("signup"));
    expect(await refusalOf(account.code.request.mutate({ email }))).toEqual(challenged("code"));
    expect(await refusalOf(account.email.requestVerification.mutate({ email }))).toEqual(challenged("code"));
    for (let call = 0; call < 5; call += 1) await account.password.requestReset.mutate({ email: ada.email });
    expect(await refusalOf(account.password.requestReset.mutate({ email: ada.email }))).toMatchObject({
      codes: ["rate_limited"],
    });
    const mails = (await kit.delivered()).mails.map(({ template }) => template);
    expect(new Set(mails)).toEqual(new Set(["password_reset"]));
  });

  it("lets through what solves it", async () => {
    await using kit = await makeKit({ login: "always", signup: "always", reset: "always", code: "always" });
    const ada = await kit.createUser();
    const as = () => solve(kit.client(kind)).account;
    expect(await as().login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
    expect(await as().signup.mutate({ email, password })).toMatchObject({ status: "pending" });
    expect(await as().code.request.mutate({ email: ada.email })).toMatchObject({ status: "pending" });
    await as().password.requestReset.mutate({ email: ada.email });
    await as().email.requestVerification.mutate({ email });
    const mails = (await kit.delivered()).mails.map(({ template }) => template);
    expect(mails.sort()).toEqual(["login_code", "password_reset", "verify_email"]);
  });

  it("protects a signup by passkey as one with a password", async () => {
    await using kit = await makeKit(
      { signup: "always" },
      { account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } },
    );
    const client = kit.client(kind);
    const begin = () => client.mfa.webauthn.beginSignup.mutate({ email });
    expect(await refusalOf(begin())).toEqual(challenged("signup"));
    solve(client);
    expect(await begin()).toMatchObject({ status: "pending" });
  });

  it("is asked for while all limits are off, with `always`", async () => {
    const all = { login: "always", signup: "always", reset: "always", code: "always" } as const;
    await using kit = await makeKit(all, { rateLimits: false });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    expect(await refusalOf(client.account.login.mutate(loginOf(ada)))).toEqual(challenged("login"));
    expect(await solve(client).account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
  });

  it("is a proof of work that a client solves by itself", async () => {
    await using kit = await makeKit({ by: proofOfWork({ difficulty: 1 }), login: "always" });
    const ada = await kit.createUser();
    const client = kit.client(kind);
    const refusal = await refusalOf(client.account.login.mutate(loginOf(ada)));
    expect(refusal?.challenge).toMatchObject({ kind: "proof_of_work", action: "login" });
    solve(client, await solveProofOfWork(refusal?.challenge?.parameters));
    expect(await client.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
    // It was for one call.
    const again = kit.client(kind);
    again.headers["x-latchkey-challenge"] = client.headers["x-latchkey-challenge"] ?? "";
    expect(await refusalOf(again.account.login.mutate(loginOf(ada)))).toMatchObject({ codes: ["challenge_required"] });
  });

  it("is not asked of the app's own calls on its server", async () => {
    await using kit = await makeKit({ login: "always" });
    const ada = await kit.createUser();
    const caller = initTRPC
      .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
      .create()
      .createCallerFactory(kit.auth.authRouter)(await kit.auth.createContext({}));
    const wrong = caller.account.login({ email: ada.email, password: "wrong" });
    await expect(wrong).rejects.toMatchObject({ cause: { code: "email_password_mismatch" } });
  });
});

describe("a challenge", () => {
  it("is never asked of a passkey", async () => {
    await using kit = await makeKit({ login: "always" });
    const ada = await kit.createUser();
    const { device } = await addPasskey(kit, await kit.clientOf(ada, "browser"));
    const client = kit.client("browser");
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const response = device.get(options);
    expect(await client.mfa.webauthn.login.mutate({ response })).toMatchObject({ status: "authenticated" });
  });

  it("is not asked of a browser that the owner trusts, and of any other that is trusted", async () => {
    await using kit = await makeKit({ login: "always" }, { mfa: { trust: true } });
    const [ada, eve] = [await kit.createUser({ totp: true }), await kit.createUser({ totp: true })];
    const trusted = solve(kit.client("browser"));
    await trusted.account.login.mutate(loginOf(ada));
    await trusted.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    await trusted.mfa.trust.mutate({ trust: true });
    await trusted.account.logout.mutate();
    delete trusted.headers["x-latchkey-challenge"];
    expect(await trusted.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
    await trusted.account.logout.mutate();
    expect(await refusalOf(trusted.account.login.mutate(loginOf(eve)))).toEqual(challenged("login"));
  });

  it("costs an app without the option nothing: as many statements as one that need not be solved", async () => {
    const { takeStatements } = await testDatabase();
    const countOf = async (options: Parameters<typeof createTestKit>[0]) => {
      await using kit = await createTestKit(options);
      const ada = await kit.createUser();
      takeStatements();
      await kit.client("browser").account.login.mutate(loginOf(ada));
      return takeStatements().length;
    };
    const without = await countOf({});
    expect(await countOf({ challenge: { by: testChallenge().port } })).toBe(without);
  });

  it.each([
    [{ rateLimits: false }, 'challenge.login is "suspicious", but rateLimits is false'],
    [{ rateLimits: { signup: false } }, 'challenge.signup is "suspicious", but rateLimits has signup switched off'],
    [{ challenge: { by: {} } }, "challenge.by: expected an object with a method verify()"],
  ])("is refused at createAuth where it could never be asked for: %j", async (options, message) => {
    const challenge = { by: testChallenge().port };
    // What a caller without types may pass.
    const given = { challenge, ...options } as Parameters<typeof createTestKit>[0];
    await expect(createTestKit(given)).rejects.toThrow(message);
  });
});
