import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { resetPassword } from "../support/people.ts";

const DAY = 86_400;

describe("a clock that steps back", () => {
  it.each([-5, -3_600, -30 * DAY])(
    "by %d seconds ends no session, and prevents nobody from logging in",
    async (step) => {
      await using kit = await createTestKit();
      const ada = await kit.createUser({ totp: true });
      const client = await kit.clientOf(ada, "browser");
      kit.clock.advance(step);
      expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
      await kit.auth.cleanUp();
      expect(await client.session.get.query()).toMatchObject({ status: "authenticated" });
      const visitor = kit.client("app");
      await visitor.account.login.mutate({ email: ada.email, password: ada.password });
      expect(await visitor.mfa.authenticate.mutate({ code: await kit.totp(ada) })).toMatchObject({
        status: "authenticated",
      });
    },
  );

  it("sends messages whose time is now in the future once it has come, and a reset works", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    kit.clock.advance(-3_600);
    await resetPassword(kit, ada.email, "another fine password");
    const visitor = kit.client("app");
    expect(await visitor.account.login.mutate({ email: ada.email, password: "another fine password" })).toMatchObject({
      status: "authenticated",
    });
  });

  it("makes no code of an authenticator app work twice", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    const code = await kit.totp(ada);
    const logIn = async () => {
      const visitor = kit.client("app");
      await visitor.account.login.mutate({ email: ada.email, password: ada.password });
      return visitor.mfa.authenticate.mutate({ code });
    };
    expect(await logIn()).toMatchObject({ status: "authenticated" });
    kit.clock.advance(-20);
    await expect(logIn()).rejects.toThrow();
  });
});

describe("a clock that goes forwards and back again", () => {
  it("for a while locks nobody out by what was counted meanwhile", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser({ totp: true });
    const logIn = async () => {
      const visitor = kit.client("app");
      await visitor.account.login.mutate({ email: ada.email, password: ada.password });
      return visitor.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    };
    const guess = () =>
      kit
        .client("app")
        .account.login.mutate({ email: ada.email, password: "a wrong password" })
        .catch(() => null);
    kit.clock.advance(365 * DAY);
    for (let count = 0; count < 12; count += 1) await guess();
    kit.clock.advance(-365 * DAY);
    // Nothing waits for windows that end in another year.
    kit.clock.advance(600);
    expect(await logIn()).toMatchObject({ status: "authenticated" });
  });

  it("for a while delays no message that was postponed meanwhile", async () => {
    let isDown = true;
    const sent: string[] = [];
    const send = async ({ to }: { to: string }) => {
      if (isDown) throw new Error("down");
      sent.push(to);
    };
    await using kit = await createTestKit({ mail: { send } });
    kit.clock.advance(365 * DAY);
    await kit.client("app").account.signup.mutate({ email: "ada@example.com", password: "a fine password" });
    await kit.delivered();
    kit.clock.advance(-365 * DAY);
    isDown = false;
    await kit.auth.deliverMessages();
    await kit.delivered();
    expect(sent).toEqual(["ada@example.com"]);
  });
});

describe("a clock that was ahead by days", () => {
  it("leaves no authentication that stays recent until then", async () => {
    await using kit = await createTestKit();
    kit.clock.advance(10 * DAY);
    const ada = await kit.createUser();
    const client = kit.client("app");
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    kit.clock.advance(-8 * DAY);
    const leave = () => refusalOf(client.account.delete.mutate());
    expect(await leave()).toMatchObject({ codes: ["reauthentication_required"] });
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await leave()).toBeNull();
  });
});
