import { describe, expect, it, vi } from "vitest";
import type { ChallengePort } from "../../../src/ports/challenge/challenges.ts";
import { challenged, loginOf, solve, testChallenge } from "../../support/challenges.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";

const TWENTY = Array.from({ length: 20 });
const MISMATCH = "email_password_mismatch/password";

async function makeKit(whenUnavailable: "allow" | "refuse" = "allow", parts: Partial<ChallengePort> = {}) {
  const { port, verified } = testChallenge();
  const by = { ...port, ...parts };
  const kit = await createTestKit({ challenge: { by, login: "always", reset: "always", whenUnavailable } });
  return { kit, verified };
}

/** What has begun and never ends; `begun` resolves then. */
function endless() {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => (begin = resolve));
  return { begun, never: () => new Promise<never>(() => begin()) };
}

const UNAVAILABLE = { trpc: "SERVICE_UNAVAILABLE", codes: ["temporarily_unavailable"], retryAfter: 30 };

describe.each(["browser", "app"] as const)("a solved challenge, %s client", (kind) => {
  it("lets one of twenty simultaneous calls through", async () => {
    const { kit } = await makeKit();
    await using _ = kit;
    const ada = await kit.createUser();
    const outcomes = await Promise.all(
      TWENTY.map((_call, index) => {
        const client = solve(kit.client(kind, { ip: `198.51.100.${index}` }), "right-for-one");
        return refusalOf(client.account.login.mutate({ email: ada.email, password: "wrong" }));
      }),
    );
    expect(outcomes.filter((refusal) => refusal?.codes[0] === MISMATCH)).toHaveLength(1);
    expect(kit.events.filter(({ type }) => type === "challenge_failed").length).toBeGreaterThan(0);
  });

  it("counts for one call of a batch", async () => {
    const { kit } = await makeKit();
    await using _ = kit;
    const ada = await kit.createUser();
    const client = solve(kit.client(kind));
    const paths = TWENTY.map(() => "auth.account.login").slice(0, 4);
    const body = JSON.stringify(
      Object.fromEntries(paths.map((_path, index) => [index, { email: ada.email, password: "wrong" }])),
    );
    const response = await client.fetch(`${kit.origin}/trpc/${paths.join(",")}?batch=1`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const codes = [...(await response.text()).matchAll(/"errors":\[\{"code":"(\w+)"/g)].map(([, code]) => code).sort();
    expect(codes).toEqual([
      "challenge_required",
      "challenge_required",
      "challenge_required",
      "email_password_mismatch",
    ]);
  });

  it("was not solved by anything else: it is asked again, and the event says so", async () => {
    const { kit, verified } = await makeKit();
    await using _ = kit;
    const ada = await kit.createUser();
    const client = kit.client(kind);
    for (const token of ["wrong", "right-twice", "right-twice"]) {
      solve(client, token);
      const password = token === "wrong" ? ada.password : "wrong";
      await refusalOf(client.account.login.mutate({ email: ada.email, password }));
    }
    solve(client, "x".repeat(9_000));
    expect(await refusalOf(client.account.login.mutate(loginOf(ada)))).toEqual(challenged("login"));
    expect(verified).toEqual(["wrong", "right-twice", "right-twice"]);
    const types = kit.events.slice(1).map(({ type, detail, userId }) => ({ type, detail, userId }));
    expect(types).toEqual([
      { type: "challenge_failed", detail: "login", userId: null },
      { type: "login_failed", detail: undefined, userId: ada.id },
      { type: "challenge_failed", detail: "login", userId: null },
      { type: "challenge_failed", detail: "login", userId: null },
    ]);
  });

  it("is not verified for a call that is over its limits, nor for one with an invalid input", async () => {
    const { kit, verified } = await makeKit();
    await using _ = kit;
    const client = solve(kit.client(kind));
    expect(await refusalOf(client.account.login.mutate({ email: "ada@example.com", password: "" }))).toMatchObject({
      trpc: "BAD_REQUEST",
    });
    for (let call = 0; call < 5; call += 1)
      await solve(client).account.password.requestReset.mutate({ email: "ada@example.com" });
    expect(verified).toHaveLength(5);
    const sixth = solve(client).account.password.requestReset.mutate({ email: "ada@example.com" });
    expect(await refusalOf(sixth)).toMatchObject({ codes: ["rate_limited"] });
    expect(verified).toHaveLength(5);
  });

  it("is what counts: calls without a solution use up no limit, wrong solutions those of calls", async () => {
    const { kit } = await makeKit();
    await using _ = kit;
    const ada = await kit.createUser();
    const client = kit.client(kind);
    for (const _call of TWENTY)
      expect(await refusalOf(client.account.password.requestReset.mutate({ email: ada.email }))).toEqual(
        challenged("reset"),
      );
    for (const _call of TWENTY)
      expect(await refusalOf(client.account.login.mutate(loginOf(ada)))).toEqual(challenged("login"));
    expect(kit.events.slice(1).map(({ type, detail }) => `${type} ${detail}`)).toEqual([
      ...TWENTY.map(() => "challenge_required reset"),
      ...TWENTY.map(() => "challenge_required login"),
    ]);
    solve(client, "wrong");
    const wrong = [];
    for (let call = 0; call < 32; call += 1)
      wrong.push((await refusalOf(client.account.login.mutate(loginOf(ada))))?.codes[0]);
    // 30 calls a minute, and no guesses at the password.
    expect(wrong.filter((code) => code === "challenge_required")).toHaveLength(30);
    expect(wrong.at(-1)).toBe("rate_limited");
    const elsewhere = solve(kit.client(kind, { ip: "198.51.100.7" }));
    expect(await elsewhere.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
  });

  it.each(["down", "thrown"])("that nobody can verify lets calls through, with an event (%s)", async (token) => {
    const { kit } = await makeKit();
    await using _ = kit;
    const ada = await kit.createUser();
    const client = solve(kit.client(kind), token);
    expect(await client.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
    expect(kit.events.find(({ type }) => type === "challenge_unavailable")).toMatchObject({ detail: "question" });
    expect(String(kit.errors[0])).toContain("challenge.by: question cannot verify solutions");
    const without = kit.client(kind);
    expect(await refusalOf(without.account.login.mutate(loginOf(ada)))).toEqual(challenged("login"));
  });

  it("that nobody can verify stops calls, if the app wants it", async () => {
    const { kit } = await makeKit("refuse");
    await using _ = kit;
    const ada = await kit.createUser();
    const client = solve(kit.client(kind), "down");
    expect(await refusalOf(client.account.login.mutate(loginOf(ada)))).toEqual(UNAVAILABLE);
  });
});

describe.each(["browser", "app"] as const)("a challenge that nobody can give, %s client", (kind) => {
  const create = () => {
    throw new Error("no connection");
  };

  it("lets calls through, with an event, whatever they bring along", async () => {
    const { kit } = await makeKit("allow", { create });
    await using _ = kit;
    const ada = await kit.createUser();
    for (const client of [kit.client(kind), solve(kit.client(kind), "wrong")])
      expect(await client.account.login.mutate(loginOf(ada))).toMatchObject({ status: "authenticated" });
    const told = kit.events.filter(({ type }) => type.startsWith("challenge_"));
    expect(told.map(({ type, detail }) => `${type} ${detail}`)).toEqual([
      "challenge_unavailable question",
      "challenge_failed login",
      "challenge_unavailable question",
    ]);
    expect(String(kit.errors[0])).toBe("Error: challenge.by: question cannot create challenges: no connection");
  });

  it("stops calls, if the app wants it", async () => {
    const { kit } = await makeKit("refuse", { create });
    await using _ = kit;
    const ada = await kit.createUser();
    expect(await refusalOf(kit.client(kind).account.login.mutate(loginOf(ada)))).toEqual(UNAVAILABLE);
  });

  it.each(["create", "verify"] as const)("within five seconds is one of them, in %s", async (part) => {
    const { begun, never } = endless();
    const { kit } = await makeKit("allow", { [part]: never });
    await using _ = kit;
    const ada = await kit.createUser();
    const client = part === "verify" ? solve(kit.client(kind)) : kit.client(kind);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const logIn = client.account.login.mutate(loginOf(ada));
      await begun;
      await vi.advanceTimersByTimeAsync(4_999);
      expect(kit.errors).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(await logIn).toMatchObject({ status: "authenticated" });
      expect(String(kit.errors[0])).toMatch(/^Error: challenge\.by: question cannot .*did not answer within 5 s$/);
    } finally {
      vi.useRealTimers();
    }
  });
});
