import { describe, expect, it } from "vitest";
import { memoryRateLimitStore } from "../../src/ports/rateLimitStore/memory.ts";
import type { RateLimitStore } from "../../src/ports/rateLimitStore/rateLimitStore.ts";
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

describe("a right login that found the counter full because of another one", () => {
  /** Its answers wait where `hold` says so. */
  function heldStore(hold: (isFull: boolean) => Promise<void>): RateLimitStore {
    const store = memoryRateLimitStore();
    return {
      async take(takes, now) {
        const states = await store.take(takes, now);
        const isFull = takes.some(({ key, limit }) => (states.find((state) => state.key === key)?.used ?? 0) > limit);
        await hold(isFull);
        return states;
      },
      giveBack: (change, now) => store.giveBack(change, now),
    };
  }

  it("passes where the other one had ended before the store's answer arrived", async () => {
    let [first, isSecondAnswered] = [Promise.resolve<unknown>(null), false];
    const store = heldStore(async (isFull) => {
      if (!isFull) return;
      isSecondAnswered = true;
      await first;
    });
    await using kit = await createTestKit({ rateLimitStore: store, rateLimits: { loginFailed: "1/300s/key" } });
    const { email, password } = await kit.createUser();
    first = kit.client("browser").account.login.mutate({ email, password });
    const second = kit.client("browser").account.login.mutate({ email, password });
    expect(await Promise.all([first, second])).toMatchObject([
      { status: "authenticated" },
      { status: "authenticated" },
    ]);
    expect(isSecondAnswered).toBe(true);
  });

  it("passes where the store's answer to the other one arrives later", async () => {
    let answerFull = () => {};
    const full = new Promise<void>((resolve) => {
      answerFull = resolve;
    });
    let isHeld = false;
    const store = heldStore(async (isFull) => {
      if (isFull) return answerFull();
      if (isHeld) return;
      isHeld = true;
      await full;
      // Long enough for whatever the full one does at once.
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    });
    await using kit = await createTestKit({ rateLimitStore: store, rateLimits: { loginFailed: "1/300s/key" } });
    const { email, password } = await kit.createUser();
    const login = () => kit.client("browser").account.login.mutate({ email, password });
    expect(await Promise.all([login(), login()])).toMatchObject([
      { status: "authenticated" },
      { status: "authenticated" },
    ]);
  });
});
