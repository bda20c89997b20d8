import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";

const password = "a fine password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const wanted = { email: "wanted@example.com", phone: "+4915100000002" };
const loginMethods = ["email", "phone"] as const;
const PEOPLE = [0, 1, 2, 3, 4, 5] as const;
const DONE = "done";
const all = (answer: string) => PEOPLE.map(() => answer);
/** The first one succeeds, whichever it is; all others get an error. */
const oneOf = (code: string) => [DONE, ...all(code).slice(1)];

type Call = () => Promise<unknown>;

/** The results of simultaneous calls, in an order that does not depend on who was first. */
async function atOnce(calls: Call[]): Promise<string[]> {
  const refusals = await Promise.all(calls.map((call) => refusalOf(call())));
  return refusals.map((refusal) => (refusal === null ? DONE : (refusal.codes[0] ?? refusal.trpc))).sort();
}

interface Case {
  name: string;
  isHidden: boolean;
  preventEnumeration: boolean;
}

const CASES: Case[] = [
  {
    name: "an address of their own",
    isHidden: false,
    preventEnumeration: true,
  },
  {
    name: "an address of somebody else",
    isHidden: true,
    preventEnumeration: true,
  },
  {
    name: "an address of their own, in an app that tells who has an account",
    isHidden: false,
    preventEnumeration: false,
  },
];

describe.each(["browser", "app"] as const)("%s clients", (kind) => {
  describe.each(CASES)("that signed up with $name", ({ isHidden, preventEnumeration }) => {
    it("move to one free address, and verify it at the same time: one gets it", async () => {
      const account = { preventEnumeration, emailVerificationBy: "code" } as const;
      await using kit = await createTestKit({ rateLimits: false, account });
      if (isHidden) await kit.createUser(owner);
      const clients = PEOPLE.map(() => kit.client(kind));
      const codes: string[] = [];
      for (const [index, client] of clients.entries()) {
        await client.account.signup.mutate({ email: isHidden ? owner.email : `own${index}@example.com`, password });
        await client.account.email.change.mutate({ email: wanted.email });
        codes.push(await keyMailedTo(kit, wanted.email, "verify_email_code"));
      }
      const answers = await atOnce(
        clients.map((client, index) => () => client.account.email.verify.mutate({ key: codes[index] ?? "" })),
      );
      expect(kit.errors).toEqual([]);
      expect(answers).toEqual(oneOf("email_taken/key"));
    });

    it("move to one free number, and verify it at the same time: one gets it", async () => {
      await using kit = await createTestKit({ rateLimits: false, account: { loginMethods, preventEnumeration } });
      if (isHidden) await kit.createUser(owner);
      const clients = PEOPLE.map(() => kit.client(kind));
      const codes: string[] = [];
      for (const [index, client] of clients.entries()) {
        const phone = isHidden ? owner.phone : `+491510000001${index}`;
        await client.account.signup.mutate({ email: `own${index}@example.com`, phone, password });
        await client.account.phone.set.mutate({ phone: wanted.phone });
        codes.push(await codeSentTo(kit, wanted.phone));
      }
      const answers = await atOnce(
        clients.map((client, index) => () => client.account.phone.verify.mutate({ code: codes[index] ?? "" })),
      );
      expect(kit.errors).toEqual([]);
      expect(answers).toEqual(oneOf("phone_taken/code"));
    });
  });

  it("that log in to hidden signups, and others that sign up, at the same time, find one free address: one gets it", async () => {
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
  it("that creates several accounts with one number at the same time creates one, and gets an error about the number", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginMethods } });
    const made = PEOPLE.map((index) =>
      kit.auth.createUser({ email: `own${index}@example.com`, phone: wanted.phone, phoneVerified: true }),
    );
    const outcomes = await Promise.allSettled(made);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [String(outcome.reason)] : []));
    expect(refusals).toEqual(all("AuthError: phone_taken").slice(1));
  });
});
