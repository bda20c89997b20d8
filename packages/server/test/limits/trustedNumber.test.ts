import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const phone = "+4915112345678";
const email = "eve@example.com";
const eves = "the password of eve";

describe("a browser that is trusted by a stranger's account with the same number", () => {
  it("does not continue guessing at another's password when the number's limit is used up", async () => {
    await using kit = await createTestKit({
      account: {
        loginMethods: ["email", "phone"],
        emailVerification: "optional",
        phoneVerification: "none",
        preventEnumeration: "strict",
      },
      mfa: { allowUnverifiedEmail: true, trust: true },
    });
    const eve = kit.client("browser");
    await eve.account.signup.mutate({ email, password: eves });
    const { secret } = await eve.mfa.totp.begin.mutate();
    await eve.mfa.totp.activate.mutate({ code: await kit.totp({ secret }) });
    await eve.account.phone.set.mutate({ phone });
    await eve.account.logout.mutate();
    await eve.account.login.mutate({ email, password: eves });
    kit.clock.advance(60);
    await eve.mfa.authenticate.mutate({ code: await kit.totp({ secret }) });
    expect(await eve.mfa.trust.mutate({ trust: true })).toMatchObject({ status: "authenticated" });
    await eve.account.logout.mutate();

    const ada = await kit.createUser({});
    const inside = await kit.clientOf(ada, "browser");
    await inside.account.phone.set.mutate({ phone });
    const guess = (password: string, client = kit.client("app")) =>
      refusalOf(client.account.login.mutate({ phone, password }));
    for (let index = 0; index < 5; index += 1) await guess(`wrong ${index}`);
    const locked = { codes: ["too_many_login_attempts"] };
    expect(await guess("wrong again")).toMatchObject(locked);
    expect(await guess(ada.password, eve)).toMatchObject(locked);
  });
});

describe("a browser that is trusted by a stranger's account with the number of a signup", () => {
  it.each([true, false])("is locked out whether the address of the signup is taken: %s", async (isTaken) => {
    const wanted = "wanted@example.com";
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "phone"], phoneVerification: "none" },
      mfa: { trust: true },
    });
    if (isTaken) await kit.createUser({ email: wanted });
    const user = await kit.createUser({ email, password: eves, totp: true });
    await (await kit.clientOf(user, "browser")).account.phone.set.mutate({ phone });
    const eve = kit.client("browser");
    await eve.account.login.mutate({ email, password: eves });
    await eve.mfa.authenticate.mutate({ code: await kit.totp(user) });
    await eve.mfa.trust.mutate({ trust: true });
    await eve.account.logout.mutate();

    await kit.client("app").account.signup.mutate({ email: wanted, phone, password: "a fine password" });
    const guess = (password: string, client = kit.client("app")) =>
      refusalOf(client.account.login.mutate({ phone, password }));
    for (let index = 0; index < 5; index += 1) await guess(`wrong ${index}`);
    const locked = { codes: ["too_many_login_attempts"] };
    expect(await guess("wrong again")).toMatchObject(locked);
    expect(await guess("wrong again", eve)).toMatchObject(locked);
  });
});
