import { describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { createTestKit } from "../../support/kit.ts";

const own = "+4915100000009";
const password = "a fine password";
const CHANGES = ["a change of the address", "a change of the number", "the proof of the number"] as const;

/**
 * Signs up in one client and logs in to the same signup in another; one of them changes it.
 *
 * @returns the states of both afterwards
 */
async function toldAfter(
  kind: ClientKind,
  change: (typeof CHANGES)[number],
  taken: { email?: string; phone?: string },
) {
  await using kit = await createTestKit({
    rateLimits: false,
    account: { loginMethods: ["email", "phone"], emailVerificationBy: "code" },
  });
  if (Object.keys(taken).length > 0)
    await kit.createUser({ email: "owner@example.com", phoneVerified: true, ...taken });
  const [first, second] = [kit.client(kind), kit.client(kind)];
  const email = "a@example.com";
  await first.account.signup.mutate({ email, password, ...(change === CHANGES[0] ? {} : { phone: own }) });
  await second.account.login.mutate({ email, password });
  if (change === "a change of the address") await first.account.email.change.mutate({ email: "b@example.com" });
  else if (change === "a change of the number") await first.account.phone.set.mutate({ phone: "+4915100000010" });
  else {
    const { messages } = await kit.delivered();
    const sent = messages.findLast(({ template }) => template === "verify_phone_code");
    await second.account.phone.verify.mutate({ code: sent?.context.code ?? "" });
  }
  const [changed, other] = change === "the proof of the number" ? [second, first] : [first, second];
  return { changed: await changed.session.get.query(), other: await other.session.get.query() };
}

describe.each(["browser", "app"] as const)("what else is pending for a signup, %s client", (kind) => {
  it.each(CHANGES)(
    "gets the same response after %s, whether or not a contact of the signup is taken",
    async (change) => {
      const free = await toldAfter(kind, change, {});
      expect(free.changed).toMatchObject({ status: "pending" });
      expect(free.other).toMatchObject(
        change === "the proof of the number"
          ? { status: "anonymous", ended: { reason: "superseded" } }
          : { status: "pending" },
      );
      expect(await toldAfter(kind, change, { email: "a@example.com" })).toEqual(free);
      // Changed from one taken address or number to another one.
      expect(await toldAfter(kind, change, { email: "b@example.com", phone: "+4915100000010" })).toEqual(free);
    },
  );
});
