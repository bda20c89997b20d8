import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const email = "wanted@example.com";
const password = "a fine password";
const account = { loginMethods: ["email", "phone"], phoneVerification: "none" } as const;

describe.each(["browser", "app"] as const)("two signups with one number at the same time, %s client", (kind) => {
  it.each([true, false])("are answered the same whether the address of one is taken: %s", async (isTaken) => {
    await using kit = await createTestKit({ rateLimits: false, account });
    if (isTaken) await kit.createUser({ email });
    for (let round = 0; round < 4; round += 1) {
      const phone = `+491511234500${round}`;
      const asked = isTaken ? email : `free${round}@example.com`;
      const calls = [asked, `mine${round}@example.com`].map((address) =>
        refusalOf(kit.client(kind).account.signup.mutate({ email: address, phone, password })),
      );
      const refused = (await Promise.all(calls)).flatMap((refusal) => refusal?.codes ?? []);
      expect(refused).toEqual(["phone_taken/phone"]);
    }
  });
});
