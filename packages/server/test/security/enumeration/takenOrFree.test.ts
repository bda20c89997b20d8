import { describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { countingHasher } from "../../support/countingHasher.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { codeSentTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

/*
 * Strangers can see everything that is theirs: the responses, the messages to their own address and number, and the
 * number of statements that their call costs. None of it may reveal whether another user has an account.
 */

const password = "a fine password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const own = "own@example.com";
const moved = "moved@example.com";
const ownPhone = "+4915100000009";
const movedPhone = "+4915100000008";
const FREE = { email: "quite@example.com", phone: "+4915100000002" };
type Options = NonNullable<Parameters<typeof createTestKit>[0]>;
type Kit = Awaited<ReturnType<typeof createTestKit>>;

interface Scene {
  kit: Kit;
  /** The client that signed up. */
  first: Client;
  /** Another one of the same person. */
  other: Client;
  /** An address and a number that are taken in one run, free in the other. */
  target: { email: string; phone: string };
}

interface Step {
  name: string;
  options?: Options;
  before(scene: Scene): Promise<unknown>;
  act(scene: Scene): Promise<unknown>;
}

const account = { loginMethods: ["email", "phone"] } as const;
const phones: Options = { account };

const ownAddressBesideTarget = ({ first, target }: Scene) =>
  first.account.signup.mutate({ email: own, phone: target.phone, password });
const ownNumberBesideTarget = ({ first, target }: Scene) =>
  first.account.signup.mutate({ email: target.email, phone: ownPhone, password });
const later = (before: (scene: Scene) => Promise<unknown>) => async (scene: Scene) => {
  await before(scene);
  scene.kit.clock.advance(181);
};

const STEPS: Step[] = [
  {
    name: "one's own address beside a number, where a code is asked for after the password: the signup",
    options: { account: { ...account, loginByCode: { enabled: true, required: true } } },
    before: async () => {},
    act: ownAddressBesideTarget,
  },
  {
    name: "one's own address beside a number, where a code is asked for after the password: the next login",
    options: { account: { ...account, loginByCode: { enabled: true, required: true } } },
    before: later(ownAddressBesideTarget),
    act: ({ other }) => other.account.login.mutate({ email: own, password }),
  },
  {
    name: "one's own number beside an address: the code of it",
    options: phones,
    before: ownNumberBesideTarget,
    act: async ({ kit, first }) => first.account.phone.verify.mutate({ code: await codeSentTo(kit, ownPhone) }),
  },
  {
    name: "one's own number beside an address: moving to another own number",
    options: phones,
    before: later(ownNumberBesideTarget),
    act: ({ first }) => first.account.phone.set.mutate({ phone: movedPhone }),
  },
  {
    name: "one's own number beside an address: a login by it",
    options: phones,
    before: later(ownNumberBesideTarget),
    act: ({ other }) => other.account.login.mutate({ phone: ownPhone, password }),
  },
  {
    name: "one's own number beside an address, once it is verified: a login by it",
    options: phones,
    before: async (scene) => {
      await ownNumberBesideTarget(scene);
      await scene.first.account.phone.verify.mutate({ code: await codeSentTo(scene.kit, ownPhone) });
      scene.kit.clock.advance(181);
    },
    act: ({ other }) => other.account.login.mutate({ phone: ownPhone, password }),
  },
  {
    name: "one's own number beside an address, once it is verified: moving to an own address",
    options: phones,
    before: async (scene) => {
      await ownNumberBesideTarget(scene);
      await scene.first.account.phone.verify.mutate({ code: await codeSentTo(scene.kit, ownPhone) });
      scene.kit.clock.advance(181);
    },
    act: ({ first }) => first.account.email.change.mutate({ email: moved }),
  },
  {
    name: "one's own number beside an address: a login by a code to it",
    options: { account: { ...account, loginByCode: { enabled: true } } },
    before: async (scene) => {
      await ownNumberBesideTarget(scene);
      scene.kit.clock.advance(181);
      await scene.other.account.code.request.mutate({ phone: ownPhone });
    },
    act: async ({ kit, other }) => other.account.code.confirm.mutate({ code: await codeSentTo(kit, ownPhone) }),
  },
  {
    name: "where the app refuses the login of whoever signs up: the signup",
    options: { hooks: { canLogin: () => false } },
    before: async () => {},
    act: ({ first, target }) => first.account.signup.mutate({ email: target.email, password }),
  },
  ...(["mandatory", "optional", "none"] as const).map((emailVerification) => ({
    name: `one's own address beside a number: a login by it, ${emailVerification}`,
    options: { account: { ...account, emailVerification } },
    before: later(ownAddressBesideTarget),
    act: ({ other }: Scene) => other.account.login.mutate({ email: own, password }),
  })),
  {
    name: "one's own address beside a number: a wrong code",
    options: phones,
    before: later(ownAddressBesideTarget),
    act: ({ first }) => first.account.phone.verify.mutate({ code: "BCDF-GHJK" }),
  },
  {
    name: "one's own address beside a number: another code",
    options: phones,
    before: later(ownAddressBesideTarget),
    act: ({ first }) => first.account.phone.resend.mutate(),
  },
  {
    name: "one's own address beside a number: moving to an own number",
    options: phones,
    before: later(ownAddressBesideTarget),
    act: ({ first }) => first.account.phone.set.mutate({ phone: ownPhone }),
  },
  {
    name: "one's own address beside a number, moved to an own number: its code",
    options: phones,
    before: async (scene) => {
      await later(ownAddressBesideTarget)(scene);
      await scene.first.account.phone.set.mutate({ phone: ownPhone });
    },
    act: async ({ kit, first }) => first.account.phone.verify.mutate({ code: await codeSentTo(kit, ownPhone) }),
  },
  {
    name: "one's own address beside a number: a login by a code to it",
    options: { account: { ...account, loginByCode: { enabled: true } } },
    before: async (scene) => {
      await later(ownAddressBesideTarget)(scene);
      await scene.other.account.code.request.mutate({ email: own });
    },
    act: async ({ kit, other }) =>
      other.account.code.confirm.mutate({ code: (await kit.delivered()).lastMail(own).context.code ?? "" }),
  },
  {
    name: "a signup by a passkey: the signup",
    options: { account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } },
    before: async () => {},
    act: ({ first, target }) => first.mfa.webauthn.beginSignup.mutate({ email: target.email }),
  },
  {
    name: "a signup by a passkey: a second one",
    options: { account: { emailVerificationBy: "code" }, mfa: { passkeySignup: true } },
    before: later(({ first, target }) => first.mfa.webauthn.beginSignup.mutate({ email: target.email })),
    act: ({ other, target }) => other.mfa.webauthn.beginSignup.mutate({ email: target.email }),
  },
];

const OWN: readonly string[] = [own, moved, ownPhone, movedPhone, "third@example.com"];

async function observe({ options = {}, before, act }: Step, kind: ClientKind, isTaken: boolean) {
  const hasher = countingHasher();
  const kit = await createTestKit({ ...options, account: { ...options.account, password: { hasher } } });
  const { phone, phoneVerified, ...mailOnly } = owner;
  await kit.createUser(options.account?.loginMethods === undefined ? mailOnly : { ...mailOnly, phone, phoneVerified });
  const target = isTaken ? owner : FREE;
  const scene: Scene = { kit, first: kit.client(kind), other: kit.client(kind, { ip: "192.0.2.2" }), target };
  await refusalOf(kit.client(kind).account.login.mutate({ email: "nobody@example.com", password: "wrong" }));
  await before(scene);
  const sentBefore = await allSent(kit);
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
    .map((statement) => statement.slice(0, 60));
  const { compared, hashed } = hasher.take();
  const sent = (await allSent(kit, sentBefore)).sent
    .filter(({ to }) => OWN.includes(to))
    .map(({ to, template }) => `${template} to ${to}`);
  const text = masked(JSON.stringify(answer ?? null))
    .replaceAll(target.email, "…")
    .replaceAll(target.phone, "…");
  const errors = kit.errors.map(String);
  await kit[Symbol.asyncDispose]();
  return { seen: { answer: text, sent, errors }, statements: kinds, hashes: compared.length + hashed };
}

/** Mails and text messages, the earlier ones first. */
async function allSent(kit: Kit, before: { mails: number; texts: number } = { mails: 0, texts: 0 }) {
  const { mails, messages } = await kit.delivered();
  const sent = [...mails.slice(before.mails), ...messages.slice(before.texts)];
  return { sent: sent.map(({ to, template }) => ({ to, template })), mails: mails.length, texts: messages.length };
}

function masked(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "(id)")
    .replaceAll(/[\w-]{43}/g, "(token)");
}

describe.each(["app"] as const)("what is taken is not revealed, %s client", (kind) => {
  it.each(STEPS.map((step) => [step.name, step] as const))("%s", async (_name, step) => {
    const taken = await observe(step, kind, true);
    const free = await observe(step, kind, false);
    expect(taken.seen).toEqual(free.seen);
    expect(taken.hashes).toBe(free.hashes);
    expect(
      taken.statements.length,
      `taken:\n${taken.statements.join("\n")}\nfree:\n${free.statements.join("\n")}`,
    ).toBe(free.statements.length);
  });
});
