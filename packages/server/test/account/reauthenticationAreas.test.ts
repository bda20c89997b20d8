import { describe, expect, it } from "vitest";
import type { AuthHooks, ReauthenticationArea, ReauthenticationOptions } from "../../src/index.ts";
import { emailAddresses } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import type { Client } from "../support/passkeys.ts";
import { createSocialKit } from "../support/socialKit.ts";

type Required = NonNullable<ReauthenticationOptions["required"]>;

/** One call of each area, and those that always need recent authentication, harmless ones first. */
const calls: Record<string, (client: Client) => Promise<unknown>> = {
  email: ({ account }) => account.email.setPrimary.mutate({ email: "nobody@example.com" }),
  phone: ({ account }) => account.phone.set.mutate({ phone: "+31612345678" }),
  connections: ({ social }) => social.connections.disconnect.mutate({ provider: "local", uid: "1" }),
  mfa: ({ mfa }) => mfa.webauthn.beginRegistration.mutate({}),
  sessions: ({ session }) => session.revokeOthers.mutate(),
  delete: ({ account }) => account.delete.mutate(),
};
const always = ["delete", "sessions"];

async function refusedIn(client: Client): Promise<string[]> {
  const refused: string[] = [];
  for (const [area, call] of Object.entries(calls)) {
    const answer = await refusalOf(call(client));
    if (answer?.codes[0] === "reauthentication_required") refused.push(area);
  }
  return refused.sort();
}

describe.each(["browser", "app"] as const)("reauthentication by area, %s client", (kind) => {
  async function stale(required: Required, hook?: AuthHooks["isReauthenticationRequired"]) {
    const kit = await createTestKit({
      account: { signup: { phone: "optional" }, reauthentication: { required } },
      hooks: hook === undefined ? {} : { isReauthenticationRequired: hook },
    });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    kit.clock.advance(300);
    return { kit, ada, client };
  }

  it.each<[Required, ReauthenticationArea[]]>([
    [true, ["connections", "email", "mfa", "phone"]],
    [false, ["mfa"]],
    [{}, ["connections", "email", "mfa", "phone"]],
    [{ email: false }, ["connections", "mfa", "phone"]],
    [{ phone: false }, ["connections", "email", "mfa"]],
    [{ connections: false }, ["email", "mfa", "phone"]],
    [{ mfa: false }, ["connections", "email", "phone"]],
    [{ email: false, phone: false, connections: false, mfa: false }, []],
  ])("with required: %j is required for %j, and always to end sessions and to delete", async (required, areas) => {
    const { kit, client } = await stale(required);
    expect(await refusedIn(client)).toEqual([...areas, ...always].sort());
    await kit[Symbol.asyncDispose]();
  });

  it("is decided by the hook, which may be stricter or laxer than the option, but not for what always needs it", async () => {
    const asked: unknown[] = [];
    const { kit, ada, client } = await stale({ phone: false }, (user, call) => {
      asked.push([call.area, call.isRequired, user.email, call.client]);
      return call.area === "phone" || call.area === "mfa";
    });
    expect(await refusedIn(client)).toEqual(["delete", "mfa", "phone", "sessions"]);
    expect(asked).toEqual([
      ["email", true, ada.email, kind],
      ["phone", false, ada.email, kind],
      ["connections", true, ada.email, kind],
      ["mfa", true, ada.email, kind],
    ]);
    // Once confirmed, nobody is asked.
    await client.account.reauthenticate.mutate({ password: ada.password });
    await calls.mfa?.(client);
    expect(asked).toHaveLength(4);
    await kit[Symbol.asyncDispose]();
  });

  it("is required when the hook answers with anything but a boolean, and the call fails when it throws", async () => {
    // A hook in JavaScript that forgets to return.
    const silent = await stale(false, (() => undefined) as unknown as AuthHooks["isReauthenticationRequired"]);
    expect(await refusedIn(silent.client)).toEqual(Object.keys(calls).sort());
    await silent.kit[Symbol.asyncDispose]();
    const { kit, client } = await stale(false, () => Promise.reject(new Error("down")));
    const refused = await refusalOf(calls.email?.(client) ?? Promise.resolve());
    expect(refused).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
    expect(kit.errors).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps a first password and the app's own procedures as they are", async () => {
    const { kit, client } = await stale({ email: false, phone: false, connections: false, mfa: false }, () => false);
    const nobody = await kit.auth.createUser({ email: "bob@example.com", emailVerified: true });
    const bob = await kit.clientOf(nobody, kind);
    kit.clock.advance(300);
    const first = await refusalOf(bob.account.password.change.mutate({ newPassword: "a fine first password" }));
    expect(first?.codes).toEqual(["reauthentication_required"]);
    expect(await refusedIn(client)).toEqual(always);
    await kit[Symbol.asyncDispose]();
  });

  it("shows recovery codes, and changes factors, without it only where the app says so for factors", async () => {
    const { kit, client } = await stale({ mfa: false });
    const code = await kit.totp(await client.mfa.totp.begin.mutate());
    const { recoveryCodes } = await client.mfa.totp.activate.mutate({ code });
    const { codes } = await client.mfa.recoveryCodes.get.query();
    expect(new Set(codes)).toEqual(new Set(recoveryCodes));
    expect(await refusalOf(client.mfa.totp.deactivate.mutate())).toBeNull();
    await kit[Symbol.asyncDispose]();
  });

  it("lets no session act that has ended since, whatever the app requires", async () => {
    const { kit, ada, client } = await stale({ email: false, mfa: false }, async (user) => {
      // Ended while the app's hook was still thinking.
      await kit.auth.revokeSessions(user.id);
      return false;
    });
    expect((await refusalOf(client.account.email.add.mutate({ email: "b@example.com" })))?.codes).toEqual([
      "session_gone",
    ]);
    expect(await kit.sessionsOf(ada)).toEqual([]);
    expect(await kit.database.select().from(emailAddresses)).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("connects an account elsewhere without it only where the app says so", async () => {
    const social = await createSocialKit({ account: { reauthentication: { required: { connections: false } } } });
    const client = await social.kit.clientOf(await social.kit.createUser(), kind);
    social.kit.clock.advance(300);
    const sub = social.visitor("ada-1", { email: "ada@example.com", email_verified: true });
    expect(await social.connect(client, sub)).toMatchObject({ process: "connect" });
    expect(await client.social.connections.list.query()).toHaveLength(1);
    await social.kit[Symbol.asyncDispose]();
  });
});

describe("the areas of reauthentication", () => {
  it.each([
    [{ session: false }, /account\.reauthentication\.required.*session/],
    [{ delete: false }, /account\.reauthentication\.required.*delete/],
    [{ email: "no" }, /account\.reauthentication\.required\.email/],
  ])("%j is refused", async (required, told) => {
    // Invalid on purpose.
    const options = { account: { reauthentication: { required } } } as unknown as Parameters<typeof createTestKit>[0];
    await expect(createTestKit(options)).rejects.toThrow(told);
  });
});
