import { describe, expect, it } from "vitest";
import { countingHasher } from "../support/countingHasher.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";

const MANY = 12;
const LIMITS = { login: "1000/m/ip", loginFailed: "5/300s/key" } as const;

describe.each(["browser", "app"] as const)("many logins to one account at once, %s client", (kind) => {
  it("all pass when the password is right: those beyond the limit wait for those in progress", async () => {
    await using kit = await createTestKit({ rateLimits: LIMITS });
    const ada = await kit.createUser();
    const logins = Array.from({ length: MANY }, () =>
      kit.client(kind).account.login.mutate({ email: ada.email, password: ada.password }),
    );
    const states = await Promise.all(logins);
    expect(states.map(({ status }) => status)).toEqual(states.map(() => "authenticated"));
  });

  it("are compared no more often than the limit allows when it is wrong, and all get a response", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ rateLimits: LIMITS, account: { password: { hasher } } });
    const ada = await kit.createUser();
    hasher.take();
    const guesses = Array.from({ length: MANY }, () =>
      refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password: "a wrong password" })),
    );
    const codes = (await Promise.all(guesses)).flatMap((refusal) => refusal?.codes ?? []);
    expect(hasher.take().compared).toEqual(Array.from({ length: 5 }, () => "a wrong password"));
    expect(codes.filter((code) => code === "email_password_mismatch/password")).toHaveLength(5);
    expect(codes.filter((code) => code === "too_many_login_attempts")).toHaveLength(MANY - 5);
  });

  it("pass beside wrong ones as far as these have left room", async () => {
    await using kit = await createTestKit({ rateLimits: LIMITS });
    const ada = await kit.createUser();
    const login = (password: string) =>
      refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password }));
    for (let guess = 0; guess < 3; guess += 1) await login("a wrong password");
    const refusals = await Promise.all(Array.from({ length: 10 }, () => login(ada.password)));
    expect(refusals).toEqual(refusals.map(() => null));
  });
});
