import { describe, expect, it } from "vitest";
import { solve, testChallenge } from "../../support/challenges.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";

const password = "a fine long password";

describe.each(["browser", "app"] as const)("whether an address has an account, %s client", (kind) => {
  it.each(["suspicious", "always"] as const)("does not show in what must be solved: %s", async (when) => {
    const { port } = testChallenge();
    const challenge = { by: port, login: when, signup: when, reset: when, code: when };
    const { takeStatements } = await testDatabase();
    const told: Record<string, unknown[]> = {};
    for (const isTaken of [true, false]) {
      await using kit = await createTestKit({ challenge, account: { loginByCode: { enabled: true } } });
      const email = "ada@example.com";
      if (isTaken) await kit.createUser({ email });
      const client = kit.client(kind);
      const { account } = client;
      const calls = [
        () => account.login.mutate({ email, password: "wrong" }),
        () => account.password.requestReset.mutate({ email }),
        () => account.code.request.mutate({ email }),
        () => account.email.requestVerification.mutate({ email }),
        () => account.signup.mutate({ email, password }),
      ];
      const seen = [];
      for (const call of calls)
        for (let time = 0; time < 4; time += 1) {
          if (time === 3) solve(client);
          await kit.delivered();
          takeStatements();
          const refusal = await refusalOf(call());
          const isAsked = refusal?.codes[0] === "challenge_required";
          // Those of a call that is asked end with the challenge; the rest is compared where nothing is asked.
          seen.push({ refusal, statements: isAsked ? takeStatements() : null });
          delete client.headers["x-latchkey-challenge"];
        }
      told[String(isTaken)] = seen;
    }
    expect(told["true"]).toEqual(told["false"]);
    expect(JSON.stringify(told["true"])).toContain("challenge_required");
  });
});
