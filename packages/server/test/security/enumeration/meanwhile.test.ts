import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { gatedDatabase } from "../../support/gatedDatabase.ts";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

const email = "ada@example.com";
const moved = "stranger@example.com";
const phone = "+4915100000001";
const password = "a stranger's password";

const requests = {
  "a login code": (client: Client) => client.account.code.request.mutate({ email }),
  "a code to reset the password": (client: Client) => client.account.password.requestReset.mutate({ email }),
};
const names = Object.keys(requests) as (keyof typeof requests)[];

/** A signup that waits for an address, taken or not, and is about to verify another one. */
async function moving(isTaken: boolean) {
  const { database, between } = await gatedDatabase();
  const account = { loginByCode: { enabled: true }, emailVerificationBy: "code", passwordResetBy: "code" } as const;
  const kit = await createTestKit({ database, rateLimits: false, account });
  if (isTaken) await kit.createUser({ email });
  const signup = kit.client("app");
  await signup.account.signup.mutate({ email, password });
  await signup.account.email.change.mutate({ email: moved });
  const key = await keyMailedTo(kit, moved, "verify_email_code");
  return { kit, between, move: () => signup.account.email.verify.mutate({ key }) };
}

describe("a signup that verifies another address", () => {
  it.each(names)("while somebody requests %s for its first one does not tell whether that was taken", async (what) => {
    const seen = async (isTaken: boolean) => {
      const { kit, between, move } = await moving(isTaken);
      await using _ = kit;
      const asking = kit.client("app");
      const refusal = await between(() => requests[what](asking), move);
      return { refusal, state: await asking.session.get.query() };
    };
    const free = await seen(false);
    expect(free).toMatchObject({ refusal: null, state: { status: "pending" } });
    expect(await seen(true)).toEqual(free);
  });

  it.each([true, false])(
    "leaves no right code to somebody who has one sent again meanwhile, taken: %s",
    async (isTaken) => {
      const { kit, between, move } = await moving(isTaken);
      await using _ = kit;
      const asking = kit.client("app");
      await asking.account.code.request.mutate({ email });
      expect(await between(() => asking.account.code.resend.mutate(), move)).toBeNull();
      const codes = (await kit.delivered()).mails.flatMap(({ to, context: { code } }) =>
        to === email && code ? [code] : [],
      );
      const last = codes.at(-1) ?? "BCDF-GHJK";
      const refusal = await refusalOf(asking.account.code.confirm.mutate({ code: last }));
      // The owner of a taken address gets a code that works; nobody's is never right, and no error of the server's.
      expect(refusal?.codes ?? []).toEqual(isTaken ? [] : ["incorrect_code/code"]);
      expect(kit.errors).toEqual([]);
    },
  );
});

describe("a signup that verifies its address by a login code", () => {
  it.each(["link", "code"] as const)(
    "while its reset is requested by %s does not tell whether its number is taken",
    async (by) => {
      const seen = async (isTaken: boolean) => {
        const { database, between } = await gatedDatabase();
        const account = {
          loginMethods: ["email", "phone"],
          loginByCode: { enabled: true },
          passwordResetBy: by,
        } as const;
        await using kit = await createTestKit({ database, rateLimits: false, account });
        if (isTaken) await kit.createUser({ email: "owner@example.com", phone, phoneVerified: true });
        await kit.client("app").account.signup.mutate({ email, phone, password });
        const coder = kit.client("app");
        await coder.account.code.request.mutate({ email });
        const code = await keyMailedTo(kit, email, "login_code");
        const asking = kit.client("app");
        const refusal = await between(
          () => asking.account.password.requestReset.mutate({ email }),
          () => coder.account.code.confirm.mutate({ code }),
        );
        const { status } = await asking.session.get.query();
        const key = await keyMailedTo(kit, email, by === "link" ? "password_reset" : "password_reset_code");
        const reset = await refusalOf(asking.account.password.reset.mutate({ key, password: "a fine new password" }));
        return { refusal, status, reset, errors: kit.errors };
      };
      const free = await seen(false);
      expect(free).toMatchObject({ refusal: null, reset: null, errors: [] });
      expect(await seen(true)).toEqual(free);
    },
  );
});
