import { describe, expect, it } from "vitest";
import { emailAddresses, sessions, users } from "../../src/schema.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const email = "ada@example.com";
const TWENTY = Array.from({ length: 20 });

/** Runs twenty simultaneous calls. @returns how many succeeded, and the codes of the others */
async function atOnce(call: (index: number) => Promise<unknown>): Promise<{ succeeded: number; codes: Set<string> }> {
  const answers = await Promise.all(TWENTY.map((_, index) => refusalOf(call(index))));
  return {
    succeeded: answers.filter((answer) => answer === null).length,
    codes: new Set(answers.flatMap((answer) => answer?.codes ?? [])),
  };
}

describe("twenty simultaneous calls", () => {
  it("create one account with one address", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const spelling = (index: number) => (index % 2 === 0 ? email : "ADA@Example.com");
    const { succeeded } = await atOnce((index) =>
      kit.client("app").account.signup.mutate({ email: spelling(index), password }),
    );
    // The others are hidden signups: they visibly succeed as well.
    expect(succeeded).toBe(20);
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect(await kit.database.select().from(emailAddresses)).toHaveLength(1);
    const templates = (await kit.delivered()).mails.map(({ template }) => template).sort();
    expect(templates).toEqual([...TWENTY.slice(1).map(() => "account_already_exists"), "verify_email"]);
    expect(kit.errors).toEqual([]);
  });

  it("create one account with one username", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["username"] } });
    const { succeeded, codes } = await atOnce(() =>
      kit.client("app").account.signup.mutate({ username: "ada", password }),
    );
    expect([succeeded, [...codes]]).toEqual([1, ["username_taken/username"]]);
    expect(await kit.database.select().from(users)).toHaveLength(1);
  });

  it("create one account with one phone number", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: { loginMethods: ["phone"], signup: { email: "off" } },
    });
    await atOnce(() => kit.client("app").account.signup.mutate({ phone: "+4915112345678", password }));
    expect(await kit.database.select().from(users)).toHaveLength(1);
  });

  it("use one login code once", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser();
    const client = kit.client("app");
    await client.account.code.request.mutate({ email: ada.email });
    const code = (await kit.delivered()).lastMail(ada.email).context.code ?? "";
    const { flowToken = "" } = client.tokens;
    const { succeeded, codes } = await atOnce(() => {
      const other = kit.client("app");
      other.tokens.flowToken = flowToken;
      return other.account.code.confirm.mutate({ code });
    });
    expect([succeeded, [...codes]]).toEqual([1, ["no_pending_flow"]]);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
  });

  it("compare no more wrong codes than allowed", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser();
    const client = kit.client("app");
    await client.account.code.request.mutate({ email: ada.email });
    const answers = await Promise.all(
      TWENTY.map(() => refusalOf(client.account.code.confirm.mutate({ code: "BCDF-GHJK" }))),
    );
    const compared = answers.filter((answer) => answer?.codes[0] === "incorrect_code/code");
    expect(compared).toHaveLength(3);
    expect(kit.events.filter(({ type }) => type === "login_code_rejected")).toHaveLength(3);
  });

  it("use one link that verifies once, and one that resets once", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    await kit.client("app").account.signup.mutate({ email, password });
    const verifyKey = (await kit.delivered()).lastMail(email).context.key ?? "";
    const verified = await atOnce(() => kit.client("app").account.email.verify.mutate({ key: verifyKey }));
    // The later ones get the error that the address is verified already.
    expect([...verified.codes].filter((code) => code !== "invalid_or_expired_key/key")).toEqual([]);
    expect(kit.events.filter(({ type }) => type === "email_verified")).toHaveLength(1);
    await kit.client("app").account.password.requestReset.mutate({ email });
    const resetKey = (await kit.delivered()).lastMail(email).context.key ?? "";
    const reset = await atOnce((index) =>
      kit.client("app").account.password.reset.mutate({ key: resetKey, password: `a brand new password ${index}` }),
    );
    expect([reset.succeeded, [...reset.codes]]).toEqual([1, ["invalid_password_reset/key"]]);
    expect(kit.events.filter(({ type }) => type === "password_reset")).toHaveLength(1);
  });

  it("verify one code once, with one resulting session", async () => {
    await using kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: "code" } });
    const client = kit.client("app");
    await client.account.signup.mutate({ email, password });
    const code = (await kit.delivered()).lastMail(email).context.code ?? "";
    const { flowToken = "" } = client.tokens;
    const { succeeded } = await atOnce(() => {
      const other = kit.client("app");
      other.tokens.flowToken = flowToken;
      return other.account.email.verify.mutate({ key: code });
    });
    expect(succeeded).toBe(1);
    expect(await kit.database.select().from(sessions)).toHaveLength(1);
  });

  it("count each wrong password: five are compared", async () => {
    await using kit = await createTestKit({ rateLimits: { loginFailed: "5/300s/key", login: false } });
    const ada = await kit.createUser();
    const { codes } = await atOnce(() =>
      kit.client("app").account.login.mutate({ email: ada.email, password: "wrong" }),
    );
    expect([...codes].sort()).toEqual(["email_password_mismatch/password", "too_many_login_attempts"]);
    expect(kit.events.filter(({ type }) => type === "login_failed")).toHaveLength(5);
  });

  it("change one password once", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const clients = await Promise.all(TWENTY.map(() => kit.clientOf(ada, "app")));
    const { succeeded } = await atOnce(async (index) =>
      clients[index]?.account.password.change.mutate({
        currentPassword: ada.password,
        newPassword: `a brand new one ${index}`,
      }),
    );
    expect(succeeded).toBe(1);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
  });

  it("give one address to one of two users who verify it at the same time", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const keys: string[] = [];
    const clients = [
      await kit.clientOf(await kit.createUser(), "app"),
      await kit.clientOf(await kit.createUser(), "app"),
    ];
    for (const client of clients) {
      await client.account.email.add.mutate({ email });
      keys.push((await kit.delivered()).lastMail(email, "verify_email").context.key ?? "");
    }
    const { codes } = await atOnce(async (index) =>
      clients[index % 2]?.account.email.verify.mutate({ key: keys[index % 2] ?? "" }),
    );
    expect(codes).toContain("email_taken/key");
    expect(kit.events.filter(({ type }) => type === "email_verified")).toHaveLength(1);
    expect(kit.errors).toEqual([]);
  });
});
