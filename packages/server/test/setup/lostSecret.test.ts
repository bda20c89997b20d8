import { describe, expect, it } from "vitest";
import { createSecrets } from "../../src/lib/secrets.ts";
import type { MailDelivery } from "../../src/mail.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { socialAccounts } from "../../src/schema.ts";
import { createTestKit as onSame } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const [FORMER, NEWER] = ["the former secret, thirty-two long", "the newer secret, thirty-two long!"];
const told = (what: string) =>
  new RegExp(`No secret opens a stored ${what}: .*Add the former one .*secret: \\[process\\.env\\.AUTH_SECRET`);

/** An app whose secret was replaced by another one, and the same app once the previous one is in the list again. */
async function replaceSecret(mail?: MailDelivery) {
  const former = await createTestKit({ secret: FORMER, ...(mail === undefined ? {} : { mail }) });
  const { database } = former;
  const at = { clock: former.clock.now };
  const broken = await onSame({ database, ...at, secret: NEWER });
  const mended = await onSame({ database, ...at, secret: [NEWER, FORMER] });
  return { former, broken, mended };
}

type Replaced = Awaited<ReturnType<typeof replaceSecret>>;
type User = Awaited<ReturnType<Replaced["former"]["createUser"]>>;

async function beginLogin(kit: Replaced["broken"], { email, password }: User) {
  const client = kit.client("app");
  await client.account.login.mutate({ email, password });
  return client;
}

/** As wrong guesses, so many would end the login, and use up the account's daily limit. */
const MANY = 20;

describe("a secret that was replaced without keeping the former one", () => {
  it("is a fault of the server, not a wrong code of the user's authenticator app", async () => {
    const { former, broken, mended } = await replaceSecret();
    const ada = await former.createUser({ totp: true });
    const client = await beginLogin(broken, ada);
    for (let call = 0; call < MANY; call++) {
      const answer = client.mfa.authenticate.mutate({ code: await former.totp(ada) });
      await expect(answer).rejects.toThrow(told("totp_secret"));
      former.clock.advance(30);
    }
    expect(broken.errors).toHaveLength(MANY);
    expect(broken.errors[0]).toMatchObject({ name: "SetupError", message: expect.stringMatching(told("totp_secret")) });
    expect(broken.events.map(({ type }) => type)).not.toContain("mfa_failed");
    const again = await beginLogin(mended, ada);
    expect(await again.mfa.authenticate.mutate({ code: await former.totp(ada) })).toMatchObject({
      status: "authenticated",
    });
  });

  it("uses up neither an attempt of the pending login nor a count of the account", async () => {
    const { former, broken, mended } = await replaceSecret();
    const ada = await former.createUser({ totp: true });
    const { tokens } = await beginLogin(mended, ada);
    const guess = async (kit: Replaced["broken"], code: string) => {
      const client = kit.client("app");
      Object.assign(client.tokens, tokens);
      return client.mfa.authenticate.mutate({ code });
    };
    for (let call = 0; call < 9; call++)
      await expect(guess(broken, await former.totp(ada))).rejects.toThrow(told("totp_secret"));
    expect(await guess(mended, await former.totp(ada))).toMatchObject({ status: "authenticated" });
  });

  it("is no wrong recovery code either", async () => {
    const { former, broken, mended } = await replaceSecret();
    const ada = await former.createUser({ totp: true, recoveryCodes: ["11112222"] });
    const client = await beginLogin(broken, ada);
    for (let call = 0; call < 9; call++) {
      const answer = client.mfa.authenticate.mutate({ code: "11112222" });
      await expect(answer).rejects.toThrow(told("recovery_code"));
    }
    const again = await beginLogin(mended, ada);
    expect(await again.mfa.authenticate.mutate({ code: "11112222" })).toMatchObject({ status: "authenticated" });
  });

  it("is reported to a user who reauthenticates, sets up an app, or views their recovery codes", async () => {
    const { former, broken } = await replaceSecret();
    const ada = await former.createUser({ totp: true, recoveryCodes: ["11112222"] });
    const { tokens } = await former.clientOf(ada, "app");
    const client = broken.client("app");
    Object.assign(client.tokens, tokens);
    const code = await former.totp(ada);
    await expect(client.mfa.recoveryCodes.get.query()).rejects.toThrow(told("recovery_code"));
    await expect(client.mfa.reauthenticate.mutate({ code })).rejects.toThrow(told("totp_secret"));
    const bob = await former.createUser();
    const begun = await former.clientOf(bob, "app");
    await begun.mfa.totp.begin.mutate();
    Object.assign(client.tokens, begun.tokens);
    await expect(client.mfa.totp.activate.mutate({ code: "123456" })).rejects.toThrow(told("totp_secret"));
  });

  it("does not affect guesses at codes that can be read", async () => {
    const { former, broken } = await replaceSecret();
    const ada = await former.createUser({ totp: true });
    await broken.auth.importAuthenticators(ada.id, { recoveryCodes: ["33334444", "123456"] });
    const client = await beginLogin(broken, ada);
    const wrong = { trpc: "BAD_REQUEST", codes: ["incorrect_code/code"] };
    expect(await refusalOf(client.mfa.authenticate.mutate({ code: "99998888" }))).toEqual(wrong);
    // As long as a code of the app: nothing is compared, so nobody can guess without being counted.
    await expect(client.mfa.authenticate.mutate({ code: "123456" })).rejects.toThrow(told("totp_secret"));
    expect(await client.mfa.authenticate.mutate({ code: "33334444" })).toMatchObject({ status: "authenticated" });
  });

  it("loses no message: it waits for a process that has the secret", async () => {
    const { former, broken, mended } = await replaceSecret({ send: () => Promise.reject(new Error("down")) });
    await former.client("app").account.password.requestReset.mutate({ email: "nobody@example.com" });
    await former.delivered();
    former.clock.advance(15);
    await broken.auth.deliverMessages();
    expect(broken.errors).toEqual([expect.objectContaining({ message: expect.stringMatching(told("message")) })]);
    former.clock.advance(60);
    await mended.auth.deliverMessages();
    await mended.delivered();
    expect(mended.outbox.mails).toMatchObject([{ to: "nobody@example.com" }]);
  });

  it("locks nobody out whose provider's tokens cannot be read, and is reported where they are requested", async () => {
    const { kit, op, visitor, logIn } = await createSocialKit({ social: { storeTokens: true } });
    const name = visitor("ada-1", { email: "ada@example.com", email_verified: true, name: "Ada" });
    const state = await logIn(kit.client("app"), name);
    const id = state.status === "authenticated" ? state.user.id : "";
    const [row] = await kit.database.select().from(socialAccounts);
    const lost = createSecrets([FORMER], systemRandom.bytes);
    await kit.database.update(socialAccounts).set({ tokensSealed: lost.seal("provider_tokens", "{}", row?.id ?? "") });
    await expect(kit.auth.getProviderTokens(id, "local")).rejects.toThrow(told("provider_tokens"));
    op.withoutRefreshToken.add("ada-1");
    expect(await logIn(kit.client("app"), name)).toMatchObject({ status: "authenticated" });
    op.withoutRefreshToken.clear();
    expect(kit.errors).toEqual([expect.objectContaining({ message: expect.stringMatching(told("provider_tokens")) })]);
    expect((await kit.auth.getProviderTokens(id, "local"))?.accessToken).toEqual(expect.any(String));
    await kit[Symbol.asyncDispose]();
  });
});
