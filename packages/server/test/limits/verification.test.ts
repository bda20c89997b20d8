import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import type { TestKit } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../support/mailboxes.ts";
import type { Client } from "../support/passkeys.ts";

const email = "ada@example.com";
const phone = "+4915112345678";
const password = "a fine password";
/** Default limits, for one address or number and one network. */
const MAILS_A_DAY = 30;
const GUESSES_A_DAY = 30;

describe.each(["link", "code"] as const)("mails that verify an address by %s", (emailVerificationBy) => {
  it("are few to one address in a day", async () => {
    await using kit = await createTestKit({ account: { emailVerificationBy } });
    for (let call = 0; call < MAILS_A_DAY + 5; call += 1) {
      kit.clock.advance(181);
      await refusalOf(kit.client("app").account.signup.mutate({ email, password }));
    }
    expect((await kit.delivered()).mails).toHaveLength(MAILS_A_DAY);
    kit.clock.advance(86_400);
    await kit.client("app").account.signup.mutate({ email, password });
    expect((await kit.delivered()).mails).toHaveLength(MAILS_A_DAY + 1);
  });
});

const BY_EMAIL = {
  what: "an address",
  options: { emailVerificationBy: "code" },
  signUp: (client: Client) => client.account.signup.mutate({ email, password }),
  logIn: (client: Client) => client.account.login.mutate({ email, password }),
  answer: (client: Client, key: string) => refusalOf(client.account.email.verify.mutate({ key })),
  codeFor: (kit: TestKit<NoFields>) => keyMailedTo(kit, email),
  param: "key",
} as const;
const BY_PHONE = {
  what: "a number",
  options: { loginMethods: ["phone"], signup: { email: "off" } },
  signUp: (client: Client) => client.account.signup.mutate({ phone, password }),
  logIn: (client: Client) => client.account.login.mutate({ phone, password }),
  answer: (client: Client, code: string) => refusalOf(client.account.phone.verify.mutate({ code })),
  codeFor: (kit: TestKit<NoFields>) => codeSentTo(kit, phone),
  param: "code",
} as const;

describe.each([BY_EMAIL, BY_PHONE])("codes that verify $what", ({ options, signUp, logIn, answer, codeFor, param }) => {
  it("may be guessed at a few times in a day from one network", async () => {
    const rateLimits = { textMessage: false, confirmEmailCode: false } as const;
    await using kit = await createTestKit({ account: options, rateLimits });
    for (let guess = 0; guess < GUESSES_A_DAY; guess += 1) {
      kit.clock.advance(181);
      const client = kit.client("app");
      await signUp(client);
      expect(await answer(client, "BCDF-GHJK")).toMatchObject({ codes: [`incorrect_code/${param}`] });
    }
    kit.clock.advance(181);
    const [here, elsewhere] = [kit.client("app"), kit.client("app", { ip: "198.51.100.7" })];
    await logIn(here);
    expect(await answer(here, await codeFor(kit))).toMatchObject({ codes: [`too_many_login_attempts/${param}`] });
    kit.clock.advance(181);
    await logIn(elsewhere);
    expect(await answer(elsewhere, await codeFor(kit))).toBeNull();
  });
});
