import { describe, expect, it } from "vitest";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const email = "ada@example.com";
const phone = "+4915112345678";

type Kit = Awaited<ReturnType<typeof open>>;

/** Default lifetimes. */
const open = () =>
  createTestKit({
    rateLimits: false,
    account: {
      loginMethods: ["email", "phone"],
      emailVerificationBy: "code",
      passwordResetBy: "code",
      loginByCode: { enabled: true },
    },
  });

/** Every kind of code that is sent: who waits for it, and how they enter it. */
const CODES: Record<string, (kit: Kit) => Promise<() => Promise<unknown>>> = {
  async "verifies an address"(kit) {
    const { account } = kit.client("app");
    await account.signup.mutate({ email, password });
    const { code: key = "" } = (await kit.delivered()).lastMail(email).context;
    return () => account.email.verify.mutate({ key });
  },
  async "verifies a number"(kit) {
    const { account } = kit.client("app");
    await account.signup.mutate({ email, phone, password });
    const { code = "" } = (await kit.delivered()).lastSms(phone).context;
    return () => account.phone.verify.mutate({ code });
  },
  async "logs in"(kit) {
    await kit.createUser({ email });
    const { account } = kit.client("app");
    await account.code.request.mutate({ email });
    const { code = "" } = (await kit.delivered()).lastMail(email).context;
    return () => account.code.confirm.mutate({ code });
  },
  async "resets a password"(kit) {
    await kit.createUser({ email });
    const { account } = kit.client("app");
    await account.password.requestReset.mutate({ email });
    const { code: key = "" } = (await kit.delivered()).lastMail(email).context;
    return () => account.password.reset.mutate({ key, password: "another fine password" });
  },
};

describe("a code that was sent", () => {
  it.each(Object.keys(CODES))("that %s is valid immediately, and void ten minutes later", async (what) => {
    const wait = CODES[what];
    if (wait === undefined) throw new Error("no such code");
    await using late = await open();
    const answerLate = await wait(late);
    late.clock.advance(600);
    expect(await refusalOf(answerLate())).toMatchObject({ codes: ["no_pending_flow"] });
    await using kit = await open();
    expect(await refusalOf((await wait(kit))())).toBeNull();
  });
});
