import { describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { countingHasher } from "../../support/countingHasher.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";

const TAKEN = "taken@example.com";
const FREE = "quite@example.com";
const password = "a fine password";
const own = "+4915100000009";
type Options = NonNullable<Parameters<typeof createTestKit>[0]>;
type Kit = Awaited<ReturnType<typeof createTestKit>>;

interface Scene {
  kit: Kit;
  client: Client;
  /** Another browser of the same person. */
  other: Client;
  /** Taken in one run, free in the other. */
  email: string;
}

interface Step {
  name: string;
  options?: Options;
  before?(scene: Scene): Promise<unknown>;
  act(scene: Scene): Promise<unknown>;
}

const signUp = ({ client, email }: Scene) => client.account.signup.mutate({ email, password });
const askCode = ({ client, email }: Scene) => client.account.code.request.mutate({ email });
const pass = (seconds: number, first: (scene: Scene) => Promise<unknown>) => async (scene: Scene) => {
  await first(scene);
  scene.kit.clock.advance(seconds);
};

const byCode: Options = { account: { emailVerificationBy: "code" } };
const byName: Options = { account: { loginMethods: ["email", "username"] } };
const byPhone: Options = { account: { loginMethods: ["email", "phone"], loginByCode: { enabled: true } } };
const codes: Options = { account: { loginByCode: { enabled: true } } };
const resetByCode: Options = { account: { passwordResetBy: "code" } };
const named = ({ client, email }: Scene) => client.account.signup.mutate({ email, username: "newcomer", password });
const withPhone = ({ client, email }: Scene) => client.account.signup.mutate({ email, phone: own, password });
const wrongCode = "BCDF-GHJK";

const STEPS: Step[] = [
  { name: "a signup", act: signUp },
  { name: "a signup, by code", options: byCode, act: signUp },
  {
    name: "a second signup",
    before: signUp,
    act: ({ other, email }) => other.account.signup.mutate({ email, password }),
  },
  {
    name: "a login with the password that was just signed up with",
    before: signUp,
    act: ({ other, email }) => other.account.login.mutate({ email, password }),
  },
  {
    name: "the same login, by code",
    options: byCode,
    before: pass(11, signUp),
    act: ({ other, email }) => other.account.login.mutate({ email, password }),
  },
  {
    name: "a login with another password",
    before: signUp,
    act: ({ other, email }) => other.account.login.mutate({ email, password: "another fine password" }),
  },
  {
    name: "the user name once more",
    options: byName,
    before: named,
    act: ({ other }) => other.account.signup.mutate({ email: "third@example.com", username: "newcomer", password }),
  },
  {
    name: "a login by the user name",
    options: byName,
    before: named,
    act: ({ other }) => other.account.login.mutate({ username: "newcomer", password }),
  },
  {
    name: "a reset to one's own number, signed up with beside the address",
    options: byPhone,
    before: withPhone,
    act: ({ other }) => other.account.password.requestReset.mutate({ phone: own }),
  },
  {
    name: "a login by code to one's own number",
    options: byPhone,
    before: withPhone,
    act: ({ other }) => other.account.code.request.mutate({ phone: own }),
  },
  {
    name: "another mail for a signup",
    before: pass(181, signUp),
    act: ({ client }) => client.account.email.resend.mutate(),
  },
  {
    name: "another code for a signup",
    options: byCode,
    before: pass(11, signUp),
    act: ({ client }) => client.account.email.resend.mutate(),
  },
  {
    name: "a wrong code of a signup",
    options: byCode,
    before: signUp,
    act: ({ client }) => client.account.email.verify.mutate({ key: wrongCode }),
  },
  {
    name: "a wrong code of a signup that is only looked at",
    options: byCode,
    before: signUp,
    act: ({ client }) => client.account.email.checkKey.mutate({ key: wrongCode }),
  },
  {
    name: "a change of the address that waits",
    before: signUp,
    act: ({ client }) => client.account.email.change.mutate({ email: "moved@example.com" }),
  },
  {
    name: "a change of the address that waits, by code",
    options: byCode,
    before: signUp,
    act: ({ client }) => client.account.email.change.mutate({ email: "moved@example.com" }),
  },
  {
    name: "a change to the address",
    options: byCode,
    before: ({ client }) => client.account.signup.mutate({ email: "first@example.com", password }),
    act: ({ client, email }) => client.account.email.change.mutate({ email }),
  },
  {
    name: "a wrong code after a change to the address",
    options: byCode,
    before: async ({ client, email }) => {
      await client.account.signup.mutate({ email: "first@example.com", password });
      await client.account.email.change.mutate({ email });
    },
    act: ({ client }) => client.account.email.verify.mutate({ key: wrongCode }),
  },
  {
    name: "asking to verify the address",
    act: ({ client, email }) => client.account.email.requestVerification.mutate({ email }),
  },
  {
    name: "asking to verify the address after a signup",
    before: pass(181, signUp),
    act: ({ other, email }) => other.account.email.requestVerification.mutate({ email }),
  },
  {
    name: "asking to verify the address in the client that signed up, by code",
    options: byCode,
    before: pass(11, signUp),
    act: ({ client, email }) => client.account.email.requestVerification.mutate({ email }),
  },
  { name: "what waits after a signup", before: signUp, act: ({ client }) => client.session.get.query() },
  { name: "dropping a signup", before: signUp, act: ({ client }) => client.session.cancel.mutate() },
  { name: "a signup whose time is over", before: pass(901, signUp), act: ({ client }) => client.session.get.query() },
  { name: "asking for a code", options: codes, act: askCode },
  {
    name: "asking for another code",
    options: codes,
    before: askCode,
    act: ({ client }) => client.account.code.resend.mutate(),
  },
  {
    name: "a wrong code of a login",
    options: codes,
    before: askCode,
    act: ({ client }) => client.account.code.confirm.mutate({ code: wrongCode }),
  },
  { name: "asking for a reset", act: ({ client, email }) => client.account.password.requestReset.mutate({ email }) },
  {
    name: "asking for a reset by code",
    options: resetByCode,
    act: ({ client, email }) => client.account.password.requestReset.mutate({ email }),
  },
  {
    name: "a wrong code of a reset",
    options: resetByCode,
    before: ({ client, email }) => client.account.password.requestReset.mutate({ email }),
    act: ({ client }) => client.account.password.reset.mutate({ key: wrongCode, password }),
  },
  {
    name: "a login with a wrong password",
    act: ({ client, email }) => client.account.login.mutate({ email, password: "wrong" }),
  },
];

/** What is visible of a step: the response, its cookies, and the work that was done for it. */
async function observe({ options = {}, before, act }: Step, kind: ClientKind, email: string) {
  const hasher = countingHasher();
  const kit = await createTestKit({ ...options, account: { ...options.account, password: { hasher } } });
  await kit.createUser({ email: TAKEN, username: "owner" });
  const scene: Scene = { kit, client: kit.client(kind), other: kit.client(kind, { ip: "192.0.2.2" }), email };
  // The hash that is compared when there is no account is created once.
  await refusalOf(kit.client(kind).account.login.mutate({ email: "nobody@example.com", password: "wrong" }));
  if (before !== undefined) await before(scene);
  await kit.delivered();
  const { takeStatements } = await testDatabase();
  takeStatements();
  hasher.take();
  let answer: unknown;
  const call = act(scene).then((value) => {
    answer = value;
  });
  answer = (await refusalOf(call)) ?? answer;
  const kinds = takeStatements()
    .filter((statement) => !/^(begin|commit|rollback|delete from "latchkey_outbox")/i.test(statement))
    .map((statement) => /^(select|insert|update|delete|with)/i.exec(statement)?.[0] ?? statement);
  const { compared, hashed } = hasher.take();
  const sent = (await kit.delivered()).messages.filter(({ to }) => to === own).map(({ template }) => template);
  const cookies = [scene.client, scene.other].map((one) => one.lastResponse?.headers.getSetCookie().map(masked) ?? []);
  expect(kit.errors).toEqual([]);
  const seen = { answer: masked(JSON.stringify(answer ?? null)).replaceAll(email, "…"), cookies, sent };
  await kit[Symbol.asyncDispose]();
  return { seen, work: { statements: kinds.length, hashes: compared.length + hashed }, kinds };
}

/** Tokens and ids are always new. */
function masked(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "(id)")
    .replaceAll(/[\w-]{43}/g, "(token)");
}

describe.each(["browser", "app"] as const)(
  "a taken address gets the same responses as a free one, %s client",
  (kind) => {
    it.each(STEPS.map((step) => [step.name, step] as const))("%s", async (_name, step) => {
      const taken = await observe(step, kind, TAKEN);
      const free = await observe(step, kind, FREE);
      expect(taken.seen).toEqual(free.seen);
      expect(taken.work, `taken: ${taken.kinds.join(" ")}; free: ${free.kinds.join(" ")}`).toEqual(free.work);
    });
  },
);
