import { describe, expect, it } from "vitest";
import type { NoFields } from "../../../src/config/signupFields.ts";
import type { TestKit } from "../../../src/testing.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { keyMailedTo } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

const email = "ada@example.com";
const moved = "stranger@example.com";
const password = "a stranger's password";
const wrong = "BCDF-GHJK";
const account = { loginByCode: { enabled: true }, emailVerificationBy: "code", passwordResetBy: "code" } as const;

interface Stage {
  kit: TestKit<NoFields>;
  /** A client of somebody else. */
  other: Client;
  signup: Client;
}

/** What a stranger does between signing up with an address and giving another one. */
const deeds: Record<string, (stage: Stage) => Promise<unknown>> = {
  "a wrong login code": async ({ other }) => {
    await other.account.code.request.mutate({ email });
    await refusalOf(other.account.code.confirm.mutate({ code: wrong }));
  },
  "a wrong code to reset the password": async ({ other }) => {
    await other.account.password.requestReset.mutate({ email });
    await refusalOf(other.account.password.reset.mutate({ key: wrong, password: "new and long 1" }));
  },
  "a wrong code within the signup": ({ signup }) => refusalOf(signup.account.email.verify.mutate({ key: wrong })),
  "as many wrong codes as end a login": async ({ other }) => {
    await other.account.code.request.mutate({ email });
    for (let guess = 0; guess < 3; guess += 1) await refusalOf(other.account.code.confirm.mutate({ code: wrong }));
  },
  "a login code that expired": async ({ kit, other }) => {
    await other.account.code.request.mutate({ email });
    kit.clock.advance(300);
    await kit.auth.cleanUp();
  },
  "a login code that another request replaced": async ({ other }) => {
    await other.account.code.request.mutate({ email });
    await other.account.code.request.mutate({ email: moved });
  },
  "a wrong code to reset the password, asked for within a session": async ({ kit }) => {
    const own = await kit.clientOf(await kit.createUser(), "app");
    await own.account.password.requestReset.mutate({ email });
    await refusalOf(own.account.password.reset.mutate({ key: wrong, password: "new and long 1" }));
  },
  "a wrong password": async ({ other }) => {
    await refusalOf(other.account.login.mutate({ email, password: "not this one" }));
  },
  "another browser": async ({ signup }) => {
    signup.headers["user-agent"] = "Two/2.0";
  },
};

/** The activity of somebody who signs up with an address, does something, and then verifies another address. */
async function seen(deed: (stage: Stage) => Promise<unknown>, isTaken: boolean) {
  await using kit = await createTestKit({ rateLimits: false, audit: true, account });
  if (isTaken) await kit.createUser({ email });
  const [signup, other] = [kit.client("app"), kit.client("app")];
  signup.headers["user-agent"] = "One/1.0";
  await signup.account.signup.mutate({ email, password });
  await deed({ kit, signup, other });
  await signup.account.email.change.mutate({ email: moved });
  await signup.account.email.verify.mutate({ key: await keyMailedTo(kit, moved, "verify_email_code") });
  return (await signup.account.activity.query()).map(({ id: _id, ...entry }) => entry);
}

describe("the activity of a signup that moves to another address does not tell whether the first was taken", () => {
  it.each(Object.keys(deeds))("after %s", async (name) => {
    const deed = deeds[name] ?? (async () => {});
    const free = await seen(deed, false);
    expect(free.map(({ type }) => type)).toContain("signup");
    expect(await seen(deed, true)).toEqual(free);
  });
});
