import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const password = "a fine password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const wanted = { email: "wanted@example.com", phone: "+4915100000002" };
const loginMethods = ["email", "phone"] as const;
const PEOPLE = [0, 1, 2, 3, 4, 5] as const;
const DONE = "done";
const all = (answer: string) => PEOPLE.map(() => answer);
/** The first is answered without an error, whoever that is; all others get one. */
const oneOf = (code: string) => [DONE, ...all(code).slice(1)];

type Call = () => Promise<unknown>;

/** What calls at once were told, in an order that does not depend on who was first. */
async function atOnce(calls: Call[]): Promise<string[]> {
  const refusals = await Promise.all(calls.map((call) => refusalOf(call())));
  return refusals.map((refusal) => (refusal === null ? DONE : (refusal.codes[0] ?? refusal.trpc))).sort();
}

interface Case {
  name: string;
  isHidden: boolean;
  preventEnumeration: boolean;
  told: { email: string[]; phone: string[] };
}

const CASES: Case[] = [
  {
    name: "an address of their own",
    isHidden: false,
    preventEnumeration: true,
    told: { email: all(DONE), phone: all(DONE) },
  },
  {
    name: "an address of somebody else",
    isHidden: true,
    preventEnumeration: true,
    told: { email: all(DONE), phone: all(DONE) },
  },
  {
    name: "an address of their own, in an app that tells who has an account",
    isHidden: false,
    preventEnumeration: false,
    told: { email: oneOf("email_taken/email"), phone: oneOf("phone_taken/phone") },
  },
];

describe.each(["browser", "app"] as const)("%s clients", (kind) => {
  describe.each(CASES)("that signed up with $name", ({ isHidden, preventEnumeration, told }) => {
    it("move to one free address at once: it is one's, and the others are answered as if they came later", async () => {
      await using kit = await createTestKit({ rateLimits: false, account: { preventEnumeration } });
      if (isHidden) await kit.createUser(owner);
      const clients = PEOPLE.map(() => kit.client(kind));
      for (const [index, client] of clients.entries())
        await client.account.signup.mutate({ email: isHidden ? owner.email : `own${index}@example.com`, password });
      const answers = await atOnce(
        clients.map((client) => () => client.account.email.change.mutate({ email: wanted.email })),
      );
      expect(kit.errors).toEqual([]);
      expect(answers).toEqual(told.email);
    });

    it("move to one free number at once: it is one's, and the others are answered as if they came later", async () => {
      await using kit = await createTestKit({ rateLimits: false, account: { loginMethods, preventEnumeration } });
      if (isHidden) await kit.createUser(owner);
      const clients = PEOPLE.map(() => kit.client(kind));
      for (const [index, client] of clients.entries()) {
        const phone = isHidden ? owner.phone : `+491510000001${index}`;
        await client.account.signup.mutate({ email: `own${index}@example.com`, phone, password });
      }
      const answers = await atOnce(
        clients.map((client) => () => client.account.phone.set.mutate({ phone: wanted.phone })),
      );
      expect(kit.errors).toEqual([]);
      expect(answers).toEqual(told.phone);
    });
  });

  it("that log in to hidden signups, and others that sign up, at once, find one free address: it is one's", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const first = await kit.createUser({ email: wanted.email });
    const people = [0, 1, 2, 3].map((index) => ({ email: wanted.email, password: `${password} ${index}` }));
    for (const person of people.slice(0, 2)) await kit.client(kind).account.signup.mutate(person);
    await (await kit.clientOf(first, kind)).account.delete.mutate();
    const answers = await atOnce(
      people.map(
        (person, index) => () =>
          index < 2 ? kit.client(kind).account.login.mutate(person) : kit.client(kind).account.signup.mutate(person),
      ),
    );
    expect(kit.errors).toEqual([]);
    expect(answers).toEqual(people.map(() => DONE));
  });
});

describe("the app", () => {
  it("that makes several accounts with one number at once makes one, and is told of the number", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginMethods } });
    const made = PEOPLE.map((index) =>
      kit.auth.createUser({ email: `own${index}@example.com`, phone: wanted.phone, phoneVerified: true }),
    );
    const outcomes = await Promise.allSettled(made);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
    expect(refusals).toEqual(all("AuthError: phone_taken").slice(1));
  });
});
