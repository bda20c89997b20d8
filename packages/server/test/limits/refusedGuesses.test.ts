import { describe, expect, it } from "vitest";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

describe.each(["browser", "app"] as const)("a login that is refused for earlier guesses, %s client", (kind) => {
  it("is no guess itself: the owner waits no longer for trying again, and strangers shut nobody out for hours", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const login = (password: string, ip = "192.0.2.1") =>
      refusalOf(kit.client(kind, { ip }).account.login.mutate({ email: ada.email, password }));
    for (let count = 0; count < 5; count += 1) await login("a wrong guess", `198.51.100.${count}`);
    for (let count = 0; count < 60; count += 1) await login("a wrong guess", `198.51.100.${count}`);
    expect(await login(ada.password)).toMatchObject({ codes: ["too_many_login_attempts"], retryAfter: 300 });
    kit.clock.advance(300);
    expect(await login(ada.password)).toBeNull();
  });

  it("leaves a trusted browser its login, although others in its network have used the network's guesses up", async () => {
    await using kit = await createTestKit({ mfa: { trust: true }, rateLimits: { loginFailed: "3/h/ip, 5/300s/key" } });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client("browser");
    await client.account.login.mutate({ email: ada.email, password: ada.password });
    await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    await client.mfa.trust.mutate({ trust: true });
    await client.account.logout.mutate();
    for (let count = 0; count < 6; count += 1)
      await refusalOf(kit.client(kind).account.login.mutate({ email: `x${count}@example.com`, password: "wrong" }));
    const login = { email: ada.email, password: ada.password };
    expect(await refusalOf(kit.client(kind).account.login.mutate(login))).toMatchObject({
      codes: ["too_many_login_attempts"],
    });
    expect(await client.account.login.mutate(login)).toMatchObject({ status: "authenticated" });
  });
});
