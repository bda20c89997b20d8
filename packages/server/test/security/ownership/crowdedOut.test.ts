import { describe, expect, it } from "vitest";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo } from "../../support/mailboxes.ts";

const email = "ada@example.com";
const password = "the password of ada";

describe.each(["browser", "app"] as const)(
  "strangers who entered an address along with their own numbers, %s client",
  (kind) => {
    const crowd = async (strangers: number) => {
      const kit = await createTestKit({
        rateLimits: false,
        account: { loginMethods: ["email", "phone"], signup: { phone: "optional" }, emailVerification: "optional" },
      });
      for (let index = 0; index < strangers; index += 1) {
        kit.clock.advance(1);
        const phone = `+491511234567${index}`;
        const stranger = kit.client(kind);
        await stranger.account.signup.mutate({ email, phone, password: `a stranger's password ${index}` });
        await stranger.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
      }
      kit.clock.advance(1);
      return kit;
    };

    it.each([3, 4])(
      "do not keep its owner from logging in after a change of password: %i of them",
      async (strangers) => {
        await using kit = await crowd(strangers);
        const ada = kit.client(kind);
        expect(await ada.account.signup.mutate({ email, password })).toMatchObject({ status: "authenticated" });
        const newPassword = "another password of ada";
        await ada.account.password.change.mutate({ currentPassword: password, newPassword });
        const back = await kit.client(kind).account.login.mutate({ email, password: newPassword });
        expect(back).toMatchObject({ status: "authenticated", user: { email } });
      },
    );

    it("do not lock out a user whom the app created", async () => {
      await using kit = await crowd(4);
      await kit.createUser({ email, password, emailVerified: false });
      const back = await kit.client(kind).account.login.mutate({ email, password });
      expect(back).toMatchObject({ status: "authenticated", user: { email } });
    });
  },
);
