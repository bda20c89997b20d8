import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const PHONE = "+31612345678";

describe.each(["browser", "app"] as const)("the formats of codes, %s client", (kind) => {
  it("are those of each flow, and the general one where the app gives none", async () => {
    await using kit = await createTestKit({
      account: {
        signup: { phone: "optional" },
        emailVerificationBy: "code",
        passwordResetBy: "code",
        loginByCode: { enabled: true },
        codeFormat: { kind: "letters", length: 10 },
        codes: {
          emailVerification: { format: { length: 12 } },
          phoneVerification: { format: { kind: "digits", length: 6 } },
          login: { format: { kind: "digits" } },
        },
      },
    });
    const client = kit.client(kind);
    expect((await client.session.config.query()).account).toMatchObject({
      code: { kind: "letters", length: 10 },
      codes: {
        emailVerification: { kind: "letters", length: 12 },
        phoneVerification: { kind: "digits", length: 6 },
        login: { kind: "digits", length: 9 },
        passwordReset: { kind: "letters", length: 10 },
      },
    });
    const email = "ada@example.com";
    const password = "correct horse battery";
    const code = async (template: string) => {
      const { mails, messages } = await kit.delivered();
      const sent = [...mails, ...messages].findLast((message) => message.template === template);
      return String(sent?.context.code);
    };
    await client.account.signup.mutate({ email, password, phone: PHONE });
    const phoneCode = await code("verify_phone_code");
    expect(phoneCode).toMatch(/^\d{3}-\d{3}$/);
    await client.account.phone.verify.mutate({ code: phoneCode });
    const emailCode = await code("verify_email_code");
    expect(emailCode).toMatch(/^[A-Z]{4}-[A-Z]{4}-[A-Z]{4}$/);
    expect(await client.account.email.verify.mutate({ key: emailCode })).toMatchObject({ status: "authenticated" });
    await client.account.logout.mutate();
    await client.account.code.request.mutate({ email });
    expect(await code("login_code")).toMatch(/^\d{3}-\d{3}-\d{3}$/);
    expect(await refusalOf(client.account.code.confirm.mutate({ code: "000000000" }))).toMatchObject({
      codes: ["incorrect_code/code"],
    });
    await client.account.code.resend.mutate();
    const loginCode = await code("login_code");
    expect(await client.account.code.confirm.mutate({ code: loginCode })).toMatchObject({ status: "authenticated" });
    await client.account.logout.mutate();
    await client.account.password.requestReset.mutate({ email });
    expect(await code("password_reset_code")).toMatch(/^[A-Z]{4}-[A-Z]{4}-[A-Z]{2}$/);
  });
});

describe("a code that could be guessed", () => {
  const digits = (length: number) => ({ kind: "digits", length }) as const;

  it.each([
    [{ codes: { login: { format: digits(5) } } }, "account.codes.login.format.length"],
    [{ codes: { phoneVerification: { format: { kind: "words" } } } }, "account.codes.phoneVerification.format.kind"],
    [
      { codes: { emailVerification: { format: digits(6), lifetime: 601 } } },
      "account.codes.emailVerification: 6 digits may be valid for 600 seconds at most, not 601; shorten lifetime, or make format.length at least 9",
    ],
    [
      { codeFormat: { kind: "letters", length: 6 }, codes: { login: { lifetime: 900 } } },
      "account.codes.login: 6 letters may be valid for 600 seconds at most, not 900; shorten lifetime, or make format.length at least 7",
    ],
  ])("is refused when the app starts: %j", async (account, told) => {
    // Invalid on purpose.
    const options = { account } as Parameters<typeof createTestKit>[0];
    await expect(createTestKit(options)).rejects.toThrow(told);
  });

  it("may be six digits for ten minutes, and nine for longer", async () => {
    await using short = await createTestKit({ account: { codeFormat: digits(6) } });
    await using long = await createTestKit({ account: { codes: { login: { format: digits(9), lifetime: 86_400 } } } });
    expect([short.errors, long.errors]).toEqual([[], []]);
  });
});
