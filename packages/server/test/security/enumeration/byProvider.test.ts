import { describe, expect, it } from "vitest";
import type { Provider } from "../../../src/ports/provider.ts";
import { socialAccounts, users } from "../../../src/schema.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { createSocialKit } from "../../support/socialKit.ts";

/*
 * Users of a provider may have an address there that it has not verified, or may enter any: neither must reveal whether
 * another user has an account with it.
 */

const wanted = "wanted@example.com";
const own = { email: "mallory@example.com", email_verified: true };
const account = { emailVerificationBy: "code" } as const;
type Social = Awaited<ReturnType<typeof createSocialKit>>;
type Client = ReturnType<Social["kit"]["client"]>;

interface Scene extends Omit<Social, "client"> {
  sub: string;
  client: Client;
}

async function seenOf(
  isTaken: boolean,
  options: Parameters<typeof createSocialKit>[0],
  act: (scene: Scene) => Promise<unknown>,
) {
  const social = await createSocialKit(options);
  const { kit } = social;
  await kit.createUser({ email: isTaken ? wanted : "somebody@example.com" });
  const scene = { ...social, sub: social.visitor("mallory-1", { email: wanted, email_verified: false }) };
  const { takeStatements } = await testDatabase();
  const answer = await act({ ...scene, client: kit.client("browser") });
  const statements = takeStatements().filter(
    (statement) => !/^(begin|commit|delete from "latchkey_outbox")/i.test(statement),
  );
  await kit[Symbol.asyncDispose]();
  const masked = JSON.stringify(answer)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(id)")
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "(instant)");
  return { masked, statements: statements.length };
}

/** Signs up, then logs in with the same provider account in another browser. */
async function nextLogin({ kit, client, logIn, journey, sub }: Scene): Promise<unknown> {
  await logIn(client, sub);
  const other = kit.client("browser");
  const answer = await journey(other, sub);
  (await testDatabase()).takeStatements();
  return other.social.callback.mutate(answer);
}

const SCENES: {
  name: string;
  options: Parameters<typeof createSocialKit>[0];
  act: (scene: Scene) => Promise<unknown>;
}[] = [
  { name: "the signup", options: { account }, act: ({ client, logIn, sub }) => logIn(client, sub) },
  {
    name: "the next login",
    options: { account },
    act: nextLogin,
  },
  {
    name: "the next login, where tokens are kept",
    options: { account, social: { storeTokens: true } },
    act: nextLogin,
  },
  {
    name: "the signup in two windows at once",
    options: { account },
    act: async ({ kit, client, journey, sub }) => {
      const other = kit.client("browser");
      const answers = [await journey(client, sub), await journey(other, sub)] as const;
      (await testDatabase()).takeStatements();
      const states = await Promise.all([
        client.social.callback.mutate(answers[0]),
        other.social.callback.mutate(answers[1]),
      ]);
      (await testDatabase()).takeStatements();
      return states.map(({ status }) => status);
    },
  },
  {
    name: "the signup completed in two windows",
    options: { account, social: { autoSignup: false } },
    act: async ({ kit, client, logIn, sub }) => {
      const other = kit.client("browser");
      await logIn(client, sub);
      await logIn(other, sub);
      const outcome = async (one: Client) => (await refusalOf(one.social.signup.complete.mutate({})))?.codes ?? null;
      return [await outcome(client), await outcome(other)];
    },
  },
  {
    name: "an address in a second window, once the provider account has an account",
    options: { account, social: { autoSignup: false } },
    act: async ({ kit, client, logIn, sub }) => {
      const other = kit.client("browser");
      await logIn(client, sub);
      await logIn(other, sub);
      const first = await client.social.signup.complete.mutate({ email: own.email });
      (await testDatabase()).takeStatements();
      return [first.status, await refusalOf(other.social.signup.complete.mutate({ email: wanted }))];
    },
  },
  {
    name: "another address in the next login",
    options: { account },
    act: async ({ kit, client, logIn, sub }) => {
      await logIn(client, sub);
      const other = kit.client("browser");
      await logIn(other, sub);
      return refusalOf(other.account.email.change.mutate({ email: own.email }));
    },
  },
  {
    name: "the provider account, connected to another account of the same person",
    options: { account },
    act: async ({ kit, client, logIn, connect, sub }) => {
      await logIn(client, sub);
      const mine = await kit.clientOf(await kit.createUser({ email: own.email }), "browser");
      return refusalOf(connect(mine, sub));
    },
  },
  {
    name: "an address typed beside one's own verified one",
    options: { account, social: { autoSignup: false } },
    act: async ({ client, visitor, logIn }) => {
      await logIn(client, visitor("mallory-2", own));
      const state = await client.social.signup.complete.mutate({ email: wanted });
      return { state, emails: await client.account.email.list.query() };
    },
  },
];

describe("what is taken is not revealed by a signup with a provider", () => {
  it.each(SCENES)("$name", async ({ options, act }) => {
    const taken = await seenOf(true, options, act);
    const free = await seenOf(false, options, act);
    expect(taken.masked).toBe(free.masked);
    expect(taken.statements).toBe(free.statements);
  });
});

/** A provider that has verified each of these addresses, the primary one first. */
function providerOf(addresses: readonly string[]): Provider {
  const exchanged = { accessToken: "token", refreshToken: null, idToken: null, expiresAt: null, scopes: [], extra: {} };
  return {
    id: "two",
    name: "Two addresses",
    clientId: "acme",
    responseMode: "query",
    issuer: null,
    requiresIss: false,
    authorizationUrl: async ({ state }) => new URL(`https://two.example/authorize?state=${state}`),
    exchange: async () => exchanged,
    profile: async () => ({
      uid: "1",
      emails: addresses.map((email, index) => ({ email, verified: true, primary: index === 0 })),
      raw: {},
    }),
  };
}

async function logInBy(client: Client) {
  const journey = { provider: "two", process: "login", callbackUrl: "/" } as const;
  const { redirectUrl } = await client.social.redirect.mutate(journey);
  const state = new URL(redirectUrl).searchParams.get("state") ?? "";
  return client.social.callback.mutate({ provider: "two", state, code: "code" });
}

describe("a signup with a provider whose address is taken", () => {
  it("becomes an account, with its connection, once the address is free", async () => {
    const { kit, visitor, logIn } = await createSocialKit({ account });
    const owner = await kit.createUser({ email: wanted });
    const sub = visitor("mallory-1", { email: wanted, email_verified: false });
    await logIn(kit.client("browser"), sub);
    const theirs = await kit.clientOf(owner, "browser");
    await theirs.account.delete.mutate();
    const again = kit.client("browser");
    expect(await logIn(again, sub)).toMatchObject({ status: "pending", flow: { id: "verify_email", email: wanted } });
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect(await kit.database.select().from(socialAccounts)).toMatchObject([{ provider: "local", uid: sub }]);
    const { code: key = "" } = (await kit.delivered()).lastMail(wanted).context;
    expect(await again.account.email.verify.mutate({ key })).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("is created without a second address that belongs to another account", async () => {
    const provider = providerOf([own.email, wanted, "third@example.com"]);
    await using kit = await createTestKit({ account, social: { providers: [provider] } });
    await kit.createUser({ email: wanted });
    const client = kit.client("browser");
    const answer = await logInBy(client);
    expect(answer).toMatchObject({ status: "authenticated", user: { email: own.email } });
    const emails = await client.account.email.list.query();
    expect(emails.map(({ email }) => email)).toEqual([own.email, "third@example.com"]);
  });

  it("is created without a second address that has been taken meanwhile", async () => {
    const provider = providerOf([wanted, "third@example.com"]);
    await using kit = await createTestKit({ account, social: { providers: [provider] } });
    const owner = await kit.createUser({ email: wanted });
    expect(await logInBy(kit.client("browser"))).toMatchObject({ status: "pending" });
    await kit.createUser({ email: "third@example.com" });
    await (await kit.clientOf(owner, "browser")).account.delete.mutate();
    const client = kit.client("browser");
    expect(await logInBy(client)).toMatchObject({ status: "authenticated", user: { email: wanted } });
    expect(await client.account.email.list.query()).toHaveLength(1);
  });
});
