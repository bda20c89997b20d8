import { describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo, loggedIn } from "../../support/mailboxes.ts";
import type { Client } from "../../support/passkeys.ts";

/*
 * Somebody signs up with an address that they want to know about, and a number of their own. Their own number must be as
 * taken afterwards as it would be if the address had been free: otherwise using it once more tells. The same with the
 * roles exchanged.
 */

const password = "staples of a battery";
const wanted = "wanted@example.com";
const own = "own@example.com";
const phone = "+4915112345999";
const other = "+4915112345998";
const KINDS = ["browser", "app"] as const;

type Kit = Awaited<ReturnType<typeof createTestKit>>;

async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  const refusal = await refusalOf(call.then((answer) => (call = Promise.resolve(answer))));
  return refusal ?? (await call);
}

/** What the second use of a contact shows: its answers, its messages, and the statements that it took. */
async function seenOf(kit: Kit, readable: readonly string[], act: () => Promise<unknown>): Promise<unknown> {
  const { takeStatements } = await testDatabase();
  await kit.delivered();
  kit.outbox.messages.length = 0;
  kit.outbox.mails.length = 0;
  takeStatements();
  const answer = await act();
  const statements = takeStatements().length;
  const { messages, mails } = await kit.delivered();
  const sent = [...messages, ...mails].filter(({ to }) => readable.includes(to));
  const text = JSON.stringify(answer, (key, value) =>
    ["tokens", "at", "id", "expiresAt"].includes(key) ? null : value,
  );
  return { answer: text, sent: sent.map(({ to, template }) => [to, template]), statements };
}

describe.each(KINDS)("a number of one's own that was signed up with a wanted address, %s client", (kind) => {
  /** @param isTaken whether the wanted address is somebody's */
  async function signedUp(isTaken: boolean, verifies: boolean) {
    const kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
    if (isTaken) await kit.createUser({ email: wanted });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email: wanted, phone, password });
    if (verifies) await client.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    kit.clock.advance(200);
    return { kit, client };
  }

  const again = async (kit: Kit, email: string) => {
    const client = kit.client(kind);
    const state = await outcomeOf(client.account.signup.mutate({ email, phone, password: "another fine one" }));
    kit.clock.advance(200);
    return { client, state };
  };

  const ACTS: Record<string, (kit: Kit, first: Client) => Promise<unknown>> = {
    "signs up again with another address": async (kit) => (await again(kit, "x@example.com")).state,
    "signs up again with the same address": async (kit) => (await again(kit, wanted)).state,
    "signs up again and logs in by the number, with either password": async (kit) => {
      const { state } = await again(kit, "x@example.com");
      const logIn = (given: string) => outcomeOf(kit.client(kind).account.login.mutate({ phone, password: given }));
      return [state, await logIn(password), await logIn("another fine one")];
    },
    "signs up again, and the first one has its code sent again": async (kit, first) => {
      await again(kit, "x@example.com");
      return outcomeOf(first.account.phone.resend.mutate());
    },
    "moves a second signup to the number": async (kit) => {
      const client = kit.client(kind);
      await client.account.signup.mutate({ email: "x@example.com", phone: other, password });
      return outcomeOf(client.account.phone.set.mutate({ phone }));
    },
    "sets the number in an account of their own": async (kit) => {
      const mine = await kit.createUser({ email: own });
      const client = await loggedIn(kit, kind, mine);
      const set = await outcomeOf(client.account.phone.set.mutate({ phone }));
      const code = await codeSentTo(kit, phone);
      return [set, await outcomeOf(client.account.phone.verify.mutate({ code }))];
    },
    "asks for a reset by the number": async (kit) =>
      outcomeOf(kit.client(kind).account.password.requestReset.mutate({ phone })),
  };

  it.each([true, false].flatMap((verifies) => Object.keys(ACTS).map((act) => ({ verifies, act }))))(
    "shows nothing: verified $verifies, then $act",
    async ({ verifies, act }) => {
      const seen: unknown[] = [];
      for (const isTaken of [false, true]) {
        const { kit, client } = await signedUp(isTaken, verifies);
        seen.push(await seenOf(kit, [phone, other, own], async () => ACTS[act]?.(kit, client)));
        expect(kit.errors).toEqual([]);
        await kit[Symbol.asyncDispose]();
      }
      expect(seen[1]).toEqual(seen[0]);
    },
  );

  it("is still theirs to add to their account, where the address was their own and they had forgotten it", async () => {
    const kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
    const ada = await kit.createUser({ email: own });
    const forgetful = kit.client(kind);
    await forgetful.account.signup.mutate({ email: own, phone, password });
    await forgetful.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    kit.clock.advance(200);
    const client = await loggedIn(kit, kind, ada);
    await client.account.phone.set.mutate({ phone });
    await client.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
    expect(await client.account.phone.get.query()).toMatchObject([{ phone, verified: true }]);
    await kit[Symbol.asyncDispose]();
  });

  it("leads to an account once its user has verified another address instead", async () => {
    const { kit, client } = await signedUp(true, true);
    await client.account.email.change.mutate({ email: own });
    await client.account.email.verify.mutate({ key: await keyMailedTo(kit, own) });
    const login = await kit.client(kind).account.login.mutate({ email: own, password });
    expect(login).toMatchObject({ status: "authenticated", user: { email: own, phone } });
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(KINDS)(
  "an address of one's own that was signed up with a wanted number, %s client",
  (kind: ClientKind) => {
    /** The address is verified: by an invitation. */
    async function signedUp(isTaken: boolean) {
      const kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
      if (isTaken) await kit.createUser({ email: "somebody@example.com", phone, phoneVerified: true });
      const { key } = await kit.auth.createInvitation({ email: own });
      const client = kit.client(kind);
      await client.account.signup.mutate({ invitation: key, phone, password });
      kit.clock.advance(200);
      return kit;
    }

    const ACTS: Record<string, (kit: Kit) => Promise<unknown>> = {
      "signs up with it": (kit) =>
        outcomeOf(kit.client(kind).account.signup.mutate({ email: own, phone: other, password: "another fine one" })),
      "adds it to an account of their own": async (kit) => {
        const mine = await kit.createUser({ email: "mine@example.com" });
        const client = await loggedIn(kit, kind, mine);
        const added = await outcomeOf(client.account.email.add.mutate({ email: own }));
        const key = await keyMailedTo(kit, own);
        return [added, await outcomeOf(client.account.email.verify.mutate({ key }))];
      },
      "logs in by it": (kit) => outcomeOf(kit.client(kind).account.login.mutate({ email: own, password })),
    };

    it.each(Object.keys(ACTS))("shows nothing: %s", async (act) => {
      const seen: unknown[] = [];
      for (const isTaken of [false, true]) {
        const kit = await signedUp(isTaken);
        seen.push(await seenOf(kit, [other, own], async () => ACTS[act]?.(kit)));
        expect(kit.errors).toEqual([]);
        await kit[Symbol.asyncDispose]();
      }
      expect(seen[1]).toEqual(seen[0]);
    });
  },
);
