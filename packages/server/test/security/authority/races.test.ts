import { describe, expect, it } from "vitest";
import { emailAddresses, sessions } from "../../../src/schema.ts";
import type { Kit } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";
import { logIn } from "../../support/people.ts";

const email = "shared@example.com";
const password = "correct horse battery";
const many = (count: number) => Array.from({ length: count }, (_, index) => index);

/** The number of simultaneous calls that succeeded, and the error codes of the others. */
async function atOnce(calls: (() => Promise<unknown>)[]): Promise<{ succeeded: number; codes: string[] }> {
  const refusals = await Promise.all(calls.map((call) => refusalOf(call())));
  return {
    succeeded: refusals.filter((refusal) => refusal === null).length,
    codes: [...new Set(refusals.flatMap((refusal) => refusal?.codes ?? []))].sort(),
  };
}

async function peopleWhoAdded(kit: Kit, count: number): Promise<{ client: Client; key: string }[]> {
  const added: { client: Client; key: string }[] = [];
  for (const index of many(count)) {
    const person = await kit.createUser({ email: `own${index}@example.com` });
    const client = await logIn(kit, person, index % 2 === 0 ? "app" : "browser");
    await client.account.email.add.mutate({ email });
    const { key, code = "" } = (await kit.delivered()).lastMail(email).context;
    added.push({ client, key: key ?? code });
  }
  return added;
}

const proved = async ({ database }: Kit) =>
  (await database.select().from(emailAddresses)).filter((row) => row.address === email && row.verifiedAt !== null);

describe("an address", () => {
  it.each(["link", "code"] as const)(
    "that several users verify at the same time by %s goes to one, and the others get an error",
    async (emailVerificationBy) => {
      await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy } });
      const added = await peopleWhoAdded(kit, 8);
      const { succeeded } = await atOnce(
        added.map(
          ({ client, key }) =>
            () =>
              client.account.email.verify.mutate({ key }),
        ),
      );
      expect(succeeded).toBe(1);
      expect(await proved(kit)).toHaveLength(1);
      expect(kit.errors).toEqual([]);
    },
  );

  it("that a signup and users with accounts verify at the same time goes to one", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: "code" } });
    const added = await peopleWhoAdded(kit, 4);
    const newcomer = kit.client("app");
    await newcomer.account.signup.mutate({ email, password });
    const { code = "" } = (await kit.delivered()).lastMail(email).context;
    const all = [...added, { client: newcomer, key: code }];
    const { succeeded } = await atOnce(
      all.map(
        ({ client, key }) =>
          () =>
            client.account.email.verify.mutate({ key }),
      ),
    );
    expect(succeeded).toBe(1);
    expect(await proved(kit)).toHaveLength(1);
    expect(kit.errors).toEqual([]);
  });

  it("that is verified in two sessions of one account at the same time exists once", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: "code" } });
    const ada = await kit.createUser();
    const answers: (() => Promise<unknown>)[] = [];
    for (const kind of ["app", "browser", "app"] as const) {
      const client = await logIn(kit, ada, kind);
      await client.account.email.add.mutate({ email });
      const { code: key = "" } = (await kit.delivered()).lastMail(email).context;
      answers.push(() => client.account.email.verify.mutate({ key }));
    }
    expect((await atOnce(answers)).succeeded).toBeGreaterThanOrEqual(1);
    expect(await proved(kit)).toHaveLength(1);
    expect(kit.errors).toEqual([]);
  });

  it("that is added twenty times at the same time exists once", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const client = await logIn(kit, await kit.createUser(), "app");
    const { succeeded, codes } = await atOnce(many(20).map(() => () => client.account.email.add.mutate({ email })));
    expect([succeeded, codes]).toEqual([1, ["duplicate_email/email"]]);
    expect(await client.account.email.list.query()).toHaveLength(2);
    expect(kit.errors).toEqual([]);
  });
});

describe("addresses that are added at the same time", () => {
  it.each([2, 5])("are never more than the app allows: %s", async (maxEmailAddresses) => {
    await using kit = await createTestKit({ rateLimits: false, account: { maxEmailAddresses } });
    const client = await logIn(kit, await kit.createUser(), "app");
    const { succeeded, codes } = await atOnce(
      many(15).map((index) => () => client.account.email.add.mutate({ email: `more${index}@example.com` })),
    );
    expect([succeeded, codes]).toEqual([maxEmailAddresses - 1, ["max_email_addresses/email"]]);
    expect(await client.account.email.list.query()).toHaveLength(maxEmailAddresses);
    expect(kit.errors).toEqual([]);
  });

  it("and verified by code at the same time are never more than the app allows", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: { maxEmailAddresses: 2, emailVerificationBy: "code" },
    });
    const ada = await kit.createUser();
    const answers: (() => Promise<unknown>)[] = [];
    for (const index of many(5)) {
      const client = await logIn(kit, ada, "app");
      const address = `more${index}@example.com`;
      await client.account.email.add.mutate({ email: address });
      const { code: key = "" } = (await kit.delivered()).lastMail(address).context;
      answers.push(() => client.account.email.verify.mutate({ key }));
    }
    await atOnce(answers);
    const rows = await kit.database.select().from(emailAddresses);
    expect(rows).toHaveLength(2);
    expect(kit.errors).toEqual([]);
  });
});

describe("two simultaneous removals", () => {
  async function withTwo(options: Parameters<typeof createTestKit>[0] = {}) {
    const kit = await createTestKit({ rateLimits: false, ...options });
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, "app");
    await client.account.email.add.mutate({ email });
    const { key = "" } = (await kit.delivered()).lastMail(email, "verify_email").context;
    await client.account.email.verify.mutate({ key });
    return { kit, ada, client };
  }

  it.each([
    ["by email alone", ["email"]],
    ["by email or user name", ["email", "username"]],
  ] as const)("leave a primary address where users log in %s", async (_what, loginMethods) => {
    const { kit, ada, client } = await withTwo({ account: { loginMethods, signup: { username: "optional" } } });
    for (let round = 0; round < 4; round += 1) {
      await atOnce([ada.email, email].map((address) => () => client.account.email.remove.mutate({ email: address })));
      const left = await client.account.email.list.query();
      expect(left.length).toBeGreaterThanOrEqual(1);
      expect(left.filter(({ primary }) => primary)).toHaveLength(1);
      if (left.length > 1) continue;
      await client.account.email.add.mutate({ email });
      const { key = "" } = (await kit.delivered()).lastMail(email, "verify_email").context;
      await client.account.email.verify.mutate({ key });
    }
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("and a change of the primary address leave one that is primary", async () => {
    const { kit, ada, client } = await withTwo();
    const { account } = client;
    await atOnce([
      () => account.email.setPrimary.mutate({ email }),
      () => account.email.remove.mutate({ email }),
      () => account.email.remove.mutate({ email: ada.email }),
      () => account.email.setPrimary.mutate({ email: ada.email }),
      () => account.email.remove.mutate({ email: ada.email }),
    ]);
    const left = await account.email.list.query();
    expect(left.filter(({ primary, verified }) => primary && verified)).toHaveLength(1);
    expect(kit.errors).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});

describe("what ends a session", () => {
  it("wins over simultaneous changes: afterwards nothing acts in it", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    for (let round = 0; round < 5; round += 1) {
      const ada = await kit.createUser({ email: `ada${round}@example.com` });
      const client = await logIn(kit, ada, "app");
      const changes = many(6).map((index) =>
        client.account.email.add.mutate({ email: `r${round}n${index}@example.com` }),
      );
      const settled = Promise.allSettled(changes);
      await kit.auth.revokeSessions(ada.id);
      const after = (await kit.database.select().from(emailAddresses)).filter(({ userId }) => userId === ada.id).length;
      await settled;
      const finally_ = (await kit.database.select().from(emailAddresses)).filter(
        ({ userId }) => userId === ada.id,
      ).length;
      expect(finally_).toBe(after);
    }
    expect(await kit.database.select().from(sessions)).toEqual([]);
    expect(kit.errors).toEqual([]);
  });
});
