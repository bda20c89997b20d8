import { describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { codeSentTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

const password = "a fine password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const free = "+4915100000002";
const own = "own@example.com";
const ownPhone = "+4915100000009";
type Kit = Awaited<ReturnType<typeof createTestKit>>;

interface Scene {
  kit: Kit;
  client: Client;
  other: Client;
  /** A number that is taken in one run, free in the other. */
  target: string;
}

type Act = (scene: Scene) => Promise<unknown>;

const signUp: Act = ({ client, target }) => client.account.signup.mutate({ email: own, phone: target, password });
const logIn: Act = ({ other }) => other.account.login.mutate({ email: own, password });
const resend: Act = ({ client }) => client.account.code.resend.mutate();
const answerWrongly: Act = ({ client }) => client.account.code.confirm.mutate({ code: "BCDF-GHJK" });
const requestCode: Act = ({ kit, client }) => {
  kit.clock.advance(60);
  return client.account.code.request.mutate({ email: own });
};
const confirm: Act = async ({ kit, client }) => {
  const { code = "" } = (await kit.delivered()).lastMail(own, "login_code").context;
  return client.account.code.confirm.mutate({ code });
};
const moveNumber: Act = ({ client }) => client.account.phone.set.mutate({ phone: ownPhone });
const verifyNumber: Act = async ({ kit, client }) =>
  client.account.phone.verify.mutate({ code: await codeSentTo(kit, ownPhone) });

interface Step {
  name: string;
  before: Act[];
  act: Act;
  /** Verifying a contact changes rows of an account, but only one of a hidden signup: its cost is not compared. */
  isProof?: true;
}

const STEPS: Step[] = [
  { name: "the signup", before: [], act: signUp },
  { name: "the next login", before: [signUp], act: logIn },
  { name: "another code", before: [signUp], act: resend },
  { name: "a wrong code", before: [signUp], act: answerWrongly },
  { name: "the code", before: [signUp], act: confirm, isProof: true },
  { name: "moving on to an own number", before: [signUp, confirm], act: moveNumber },
  { name: "the next login by a code alone", before: [signUp, confirm], act: requestCode },
  { name: "that code", before: [signUp, confirm, requestCode], act: confirm },
  { name: "the code of that number", before: [signUp, confirm, moveNumber], act: verifyNumber },
];

/** What a stranger sees of a call: its response, the messages to their own mailbox and phone, its cost. */
async function observe(kind: ClientKind, { before, act }: Step, target: string) {
  await using kit = await createTestKit({
    account: { loginMethods: ["email", "phone"], loginByCode: { enabled: true, required: true } },
  });
  await kit.createUser(owner);
  const scene: Scene = { kit, target, client: kit.client(kind), other: kit.client(kind, { ip: "192.0.2.2" }) };
  for (const earlier of before) await earlier(scene);
  const sent = async () => {
    const { mails, messages } = await kit.delivered();
    const theirs = [...mails, ...messages].filter(({ to }) => to === own || to === ownPhone);
    return theirs.map(({ to, template }) => `${template} to ${to}`).sort();
  };
  await kit.delivered();
  const { takeStatements } = await testDatabase();
  takeStatements();
  let answer: unknown;
  const refusal = await refusalOf(
    act(scene).then((state) => {
      answer = state;
    }),
  );
  const statements = takeStatements()
    .filter((statement) => !/^(begin|commit|rollback|delete from "latchkey_outbox")/i.test(statement))
    .map((statement) => statement.slice(0, 70));
  const errors = kit.errors.map(String);
  return { seen: { answer: masked(refusal ?? answer, target), sent: await sent(), errors }, statements };
}

function masked(answer: unknown, target: string): string {
  return JSON.stringify(answer)
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(id)")
    .replaceAll(/[\w-]{43}/g, "(token)")
    .replaceAll(target, "(number)");
}

describe.each(["browser", "app"] as const)(
  "a user's own address next to a number, with a code required, %s",
  (kind) => {
    it.each(STEPS.map((step) => [step.name, step] as const))(
      "does not reveal whether the number is taken: %s",
      async (_, step) => {
        const [taken, untaken] = [await observe(kind, step, owner.phone), await observe(kind, step, free)];
        expect(taken.seen).toEqual(untaken.seen);
        if (step.isProof) return;
        expect(taken.statements.length, `${taken.statements.join("\n")}\n\n${untaken.statements.join("\n")}`).toBe(
          untaken.statements.length,
        );
      },
    );

    it("gets a code, and its owner's session never without the number", async () => {
      await using kit = await createTestKit({
        account: { loginMethods: ["email", "phone"], loginByCode: { enabled: true, required: true } },
      });
      const ada = await kit.createUser(owner);
      const client = kit.client(kind);
      await client.account.signup.mutate({ email: own, phone: owner.phone, password });
      const { code = "" } = (await kit.delivered()).lastMail(own, "login_code").context;
      expect(await client.account.code.confirm.mutate({ code })).toMatchObject({
        status: "pending",
        flow: { id: "verify_phone", phone: owner.phone },
      });
      expect((await kit.delivered()).lastSms(owner.phone).template).toBe("account_already_exists");
      expect(await kit.sessionsOf(ada)).toEqual([]);
    });
  },
);
