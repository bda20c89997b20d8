import { describe, expect, it } from "vitest";
import type { ClientKind } from "../../../src/wire/protocol.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../../support/mailboxes.ts";

/*
 * Another address or number of a signup belongs to it once it is verified, and not before: a login with either reveals
 * neither whether it was taken, nor whether the first one was.
 */

const password = "a fine password";
const other = "another password";
const owner = { email: "owner@example.com", phone: "+4915100000001", phoneVerified: true };
const [first, second] = ["first@example.com", "second@example.com"] as const;
const TAKEN = ["nothing", "the first", "the second"] as const;
const BY = ["code", "link"] as const;
const SCENES = (["browser", "app"] as const).flatMap((kind) => BY.map((by) => ({ kind, by })));

async function movedSignup({ kind, by }: (typeof SCENES)[number], taken: (typeof TAKEN)[number]) {
  const kit = await createTestKit({ rateLimits: false, account: { emailVerificationBy: by } });
  if (taken !== "nothing") await kit.createUser({ email: taken === "the first" ? first : second });
  const client = kit.client(kind);
  await client.account.signup.mutate({ email: first, password });
  const state = await client.account.email.change.mutate({ email: second });
  return { kit, client, state };
}

async function outcomeOf(call: Promise<unknown>): Promise<unknown> {
  const refusal = await refusalOf(call.then((answer) => (call = Promise.resolve(answer))));
  return refusal?.codes ?? (await call);
}

describe.each(SCENES)("a signup that was moved to another address, $kind client, by $by", (scene) => {
  it("responds to logins with both addresses alike, whichever is taken", async () => {
    const seen: unknown[] = [];
    for (const taken of TAKEN) {
      const { kit, state } = await movedSignup(scene, taken);
      const logins = [];
      for (const email of [first, second]) {
        kit.clock.advance(181);
        logins.push(await outcomeOf(kit.client(scene.kind).account.login.mutate({ email, password })));
        logins.push(await outcomeOf(kit.client(scene.kind).account.login.mutate({ email, password: other })));
      }
      seen.push({
        state,
        logins: JSON.parse(JSON.stringify(logins, (key, value) => (key === "tokens" ? null : value))),
      });
      await kit[Symbol.asyncDispose]();
    }
    const [free, ...others] = seen.map((one) => JSON.stringify(one, (key, value) => (key === "tokens" ? null : value)));
    for (const one of others) expect(one).toEqual(free);
    expect(free).toContain("verify_email");
    expect(free).toContain("email_password_mismatch");
  });

  it.each(["nothing", "the first"] as const)(
    "has the address once it is verified, where %s is taken",
    async (taken) => {
      const { kit, client } = await movedSignup(scene, taken);
      const key =
        scene.by === "code"
          ? await keyMailedTo(kit, second, "verify_email_code")
          : await keyMailedTo(kit, second, "verify_email");
      await client.account.email.verify.mutate({ key });
      if (scene.by === "link") await client.account.login.mutate({ email: second, password });
      expect(await client.account.email.list.query()).toEqual([{ email: second, verified: true, primary: true }]);
      const refusal = await refusalOf(kit.client(scene.kind).account.login.mutate({ email: first, password }));
      expect(refusal?.codes).toEqual(["email_password_mismatch/password"]);
      if (scene.by === "link")
        expect(await kit.client(scene.kind).account.email.checkKey.mutate({ key })).toMatchObject({ isVerified: true });
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    },
  );
});

describe.each(SCENES)("a signup that was moved, $kind client, by $by", (scene) => {
  it("gets its new address, although someone has signed up with it meanwhile, and whether or not the first is taken", async () => {
    const seen: unknown[] = [];
    for (const taken of ["nothing", "the first"] as const) {
      const { kit, client } = await movedSignup(scene, taken);
      const key = await keyMailedTo(kit, second);
      await kit.client(scene.kind).account.signup.mutate({ email: second, password: other });
      seen.push(await outcomeOf(client.account.email.verify.mutate({ key }).then(({ status }) => status)));
      const login = kit.client(scene.kind).account.login.mutate({ email: second, password });
      expect(await login).toMatchObject({ user: { email: second, emailVerified: true } });
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    }
    expect(seen[1]).toEqual(seen[0]);
  });

  it("gets its new number, although someone has signed up with its address meanwhile, and whether or not the first number is taken", async () => {
    const seen: unknown[] = [];
    for (const phone of [owner.phone, "+4915100000002"]) {
      const loginMethods = ["email" as const, "phone" as const];
      const kit = await createTestKit({ rateLimits: false, account: { loginMethods, emailVerificationBy: scene.by } });
      await kit.createUser(owner);
      const client = kit.client(scene.kind);
      await client.account.signup.mutate({ email: first, phone, password });
      const beside = { email: first, phone: "+4915100000003", password: other };
      await kit.client(scene.kind).account.signup.mutate(beside);
      await client.account.phone.set.mutate({ phone: "+4915100000004" });
      const code = await codeSentTo(kit, "+4915100000004");
      seen.push(await outcomeOf(client.account.phone.verify.mutate({ code }).then(({ status }) => status)));
      seen.push((await client.session.get.query()).status);
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    }
    expect(seen.slice(2)).toEqual(seen.slice(0, 2));
  });
});

describe.each(["browser", "app"] as const)("a link for a signup, %s client", (kind: ClientKind) => {
  it.each(["nothing", "the first"] as const)(
    "verifies the address that it was moved to on another device, where %s is taken",
    async (taken) => {
      const { kit, client } = await movedSignup({ kind, by: "link" }, taken);
      const key = await keyMailedTo(kit, second, "verify_email");
      const elsewhere = kit.client(kind);
      expect(await elsewhere.account.email.checkKey.mutate({ key })).toEqual({
        email: second,
        isAuthenticating: false,
      });
      await elsewhere.account.email.verify.mutate({ key });
      expect(await client.session.get.query()).toMatchObject({ ended: { flow: "verify_email", reason: "verified" } });
      expect(await elsewhere.account.login.mutate({ email: second, password })).toMatchObject({
        status: "authenticated",
      });
      expect(await elsewhere.account.email.list.query()).toEqual([{ email: second, verified: true, primary: true }]);
      expect(await elsewhere.account.email.verify.mutate({ key })).toMatchObject({ status: "authenticated" });
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    },
  );

  it.each(["a reset", "a new link"] as const)(
    "is sent to the user's own address next to a number, taken or free: %s",
    async (what) => {
      const told: unknown[] = [];
      for (const phone of [owner.phone, "+4915100000002"]) {
        await using kit = await createTestKit({ rateLimits: false, account: { loginMethods: ["email", "phone"] } });
        await kit.createUser(owner);
        await kit.client(kind).account.signup.mutate({ email: first, phone, password });
        kit.clock.advance(181);
        const client = kit.client(kind);
        if (what === "a reset") await client.account.password.requestReset.mutate({ email: first });
        else await client.account.email.requestVerification.mutate({ email: first });
        const { mails } = await kit.delivered();
        told.push(mails.filter(({ to }) => to === first).map(({ template }) => template));
        const key = await keyMailedTo(kit, first, what === "a reset" ? "password_reset" : "verify_email");
        if (what === "a reset") {
          await client.account.password.checkKey.mutate({ key });
          told.push(await client.account.password.reset.mutate({ key, password: other }));
        } else told.push(await client.account.email.verify.mutate({ key }));
        const login = { email: first, password: what === "a reset" ? other : password };
        told.push(await outcomeOf(client.account.login.mutate(login).then(({ status }) => status)));
        told.push(await refusalOf(kit.client(kind).account.login.mutate({ phone, password: login.password })));
        expect(await client.account.email.list.query()).toEqual([{ email: first, verified: true, primary: true }]);
        expect(kit.errors).toEqual([]);
      }
      expect(told.slice(0, told.length / 2)).toEqual(told.slice(told.length / 2));
    },
  );
});
