import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCommonPassword } from "../../src/identity/passwords/commonPasswords.ts";
import type { AuthOptions } from "../../src/index.ts";
import { users } from "../../src/schema.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

type AccountOptions = NonNullable<AuthOptions["account"]>;

const email = "maria.stuart@example.com";
const username = "queenofscots";
const phone = "+4915112345678";

const person = { email, username, phone, phoneVerified: true };

/** Every way for users to choose a password. @returns the refusals, by way */
async function chooseEverywhere(password: string, chosen: AccountOptions = {}) {
  const account = {
    loginMethods: ["email", "username", "phone"] as const,
    emailVerification: "none" as const,
    ...chosen,
    signup: { password: "optional" as const },
  };
  const open = (options: AccountOptions = {}) =>
    createTestKit({ rateLimits: false, appName: "Wonderland Post", account: { ...account, ...options } });
  const codesOf = async (call: Promise<unknown>) => (await refusalOf(call))?.codes;

  const empty = await open();
  const signup = await codesOf(empty.client("app").account.signup.mutate({ email, username, phone, password }));

  const kit = await open();
  const ada = await kit.createUser(person);
  await kit.client("app").account.password.requestReset.mutate({ email });
  const { key = "" } = (await kit.delivered()).lastMail(email).context;
  const link = await codesOf(kit.client("app").account.password.reset.mutate({ key, password }));
  const inside = await kit.clientOf(ada, "app");
  const currentPassword = link === undefined ? password : ada.password;
  const change = await codesOf(inside.account.password.change.mutate({ currentPassword, newPassword: password }));

  const byCode = await open({ passwordResetBy: "code" });
  // The kit's own `createUser` always sets a password.
  const bare = await byCode.auth.createUser({ ...person, emailVerified: true });
  const client = byCode.client("app");
  await client.account.password.requestReset.mutate({ email });
  const { code: typed = "" } = (await byCode.delivered()).lastMail(email).context;
  const code = await codesOf(client.account.password.reset.mutate({ key: typed, password }));
  await byCode.database.update(users).set({ passwordHash: null });
  const without = await byCode.clientOf(bare, "app");
  const first = await codesOf(without.account.password.change.mutate({ newPassword: password }));
  return { signup, link, change, code, first };
}

const everywhere = (code: string) => ({
  signup: [`${code}/password`],
  link: [`${code}/password`],
  change: [`${code}/newPassword`],
  code: [`${code}/password`],
  first: [`${code}/newPassword`],
});
const nowhere = { signup: undefined, link: undefined, change: undefined, code: undefined, first: undefined };

describe("a password", () => {
  it.each([
    ["the app's name", "Wonderland Post"],
    ["the address", email],
    ["the name in the address", "maria.stuart"],
  ])("that is %s is refused everywhere", async (_what, password) => {
    expect(await chooseEverywhere(password)).toEqual(everywhere("password_too_similar"));
  });

  // Anyone may request a code for any contact, so the account's name must not be revealed to them.
  it("that is the username is refused wherever the account is known", async () => {
    const { code: _code, ...known } = everywhere("password_too_similar");
    expect(await chooseEverywhere("QueenOfScots1")).toMatchObject(known);
  });

  it("that is the phone number is refused wherever the account is known", async () => {
    const { code: _code, ...known } = everywhere("password_too_similar");
    // Digits alone are too common for anyone, which a reset reports before it looks for its account.
    const link = ["password_too_common/password"];
    expect(await chooseEverywhere("4915112345678")).toMatchObject({ ...known, link });
  });

  it("that is in the app's own list is refused everywhere", async () => {
    const isBlocked = (password: string) => password.includes("looking glass");
    const refused = await chooseEverywhere("through the looking glass", { password: { isBlocked } });
    expect(refused).toEqual(everywhere("password_too_common"));
  });

  it("is as long as the app wants: eight by default, fifteen where it is the only factor", async () => {
    expect(await chooseEverywhere("wsxqazt")).toEqual(everywhere("password_too_short"));
    expect(await chooseEverywhere("wsxqaztv")).toEqual(nowhere);
    const longer = { password: { minLength: 15 } };
    expect(await chooseEverywhere("wsxqaztvbnjkoi", longer)).toEqual(everywhere("password_too_short"));
    expect(await chooseEverywhere("wsxqaztvbnjkoiu", longer)).toEqual(nowhere);
  });

  it("needs no mixture: any text with one kind of character is accepted", async () => {
    await using kit = await createTestKit({
      rateLimits: false,
      account: { loginMethods: ["username"], signup: { email: "off" }, emailVerification: "none" },
    });
    const kinds = [
      "0123456789",
      "abcdefghijklmnop",
      "QRSTUVWXYZ",
      "-_.!?#",
      "абвгдежзик",
      "密码安全登录",
      "🐎🔋📎✅🙂🌊",
    ];
    const text = fc
      .constantFrom(...kinds)
      .chain((kind) => fc.array(fc.constantFrom(...kind), { minLength: 10, maxLength: 64 }))
      .map((letters) => letters.join(""));
    let people = 0;
    const run = async (password: string) => {
      fc.pre(!(await isCommonPassword(password)));
      people += 1;
      const signup = kit.client("app").account.signup.mutate({ username: `x${people}`, password });
      expect(await refusalOf(signup), password).toBeNull();
    };
    await fc.assert(fc.asyncProperty(text, run), { numRuns: 60 });
  });

  it("still works ten years later, and need not be replaced", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    kit.clock.advance(10 * 365.25 * 86_400);
    const login = kit.client("browser").account.login.mutate({ email: ada.email, password: TEST_PASSWORD });
    expect(await login).toMatchObject({ status: "authenticated", user: { id: ada.id } });
  });
});
