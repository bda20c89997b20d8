import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

const email = "ada@example.com";
const moved = "stranger@example.com";
const ATTEMPTS = 3;

const calls = {
  "a login code": {
    ask: (client: Client) => client.account.code.request.mutate({ email }),
    answer: (client: Client) => client.account.code.confirm.mutate({ code: "BCDF-GHJK" }),
  },
  "a code to reset the password": {
    ask: (client: Client) => client.account.password.requestReset.mutate({ email }),
    answer: (client: Client) => client.account.password.reset.mutate({ key: "BCDF-GHJK", password: "new and long 1" }),
  },
};

/** Somebody signs up with an address, requests a code there, and then verifies another address for the signup. */
async function seen(what: keyof typeof calls, kind: "browser" | "app", isTaken: boolean) {
  const account = { loginByCode: { enabled: true }, emailVerificationBy: "code", passwordResetBy: "code" } as const;
  await using kit = await createTestKit({ rateLimits: false, audit: true, account });
  if (isTaken) await kit.createUser({ email });
  const [signup, asking] = [kit.client(kind), kit.client(kind)];
  await signup.account.signup.mutate({ email, password: "a stranger's password" });
  await calls[what].ask(asking);
  await signup.account.email.change.mutate({ email: moved });
  const key = await keyMailedTo(kit, moved, "verify_email_code");
  await signup.account.email.verify.mutate({ key });
  const states: unknown[] = [await asking.session.get.query()];
  for (let time = 0; time < ATTEMPTS; time += 1) states.push(await refusalOf(calls[what].answer(asking)));
  states.push(await asking.session.get.query());
  const activity = (await signup.account.activity.query()).map(({ type, at }) => [type, at]);
  return { states, activity };
}

describe.each(["browser", "app"] as const)("a code requested for the address of a signup, %s client", (kind) => {
  it.each(Object.keys(calls) as (keyof typeof calls)[])(
    "tells nothing of it once the signup has verified another address: %s",
    async (what) => {
      const free = await seen(what, kind, false);
      expect(free.states[0]).toMatchObject({ status: "pending" });
      expect(await seen(what, kind, true)).toEqual(free);
    },
  );
});
