import { describe, expect, it } from "vitest";
import type { AuthOptions } from "../../src/index.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { addPasskey } from "../support/passkeys.ts";

const refused = (param?: string) => ({
  trpc: "BAD_REQUEST",
  codes: [param === undefined ? "cannot_delete_authenticator" : `cannot_delete_authenticator/${param}`],
});

type Removal = Parameters<NonNullable<NonNullable<AuthOptions["hooks"]>["canDeleteAuthenticator"]>>[1];

describe.each(["browser", "app"] as const)("hooks.canDeleteAuthenticator, %s client", (kind) => {
  async function protectedBy(judge: (removal: Removal) => boolean | Promise<boolean>) {
    const asked: (Removal & { email: string | null })[] = [];
    const kit = await createTestKit({
      hooks: {
        canDeleteAuthenticator(user, removal) {
          asked.push({ ...removal, email: user.email });
          return judge(removal);
        },
      },
    });
    const ada = await kit.createUser({ totp: true });
    const client = await kit.clientOf(ada, kind);
    const { authenticator } = await addPasskey(kit, client);
    return { kit, ada, client, id: authenticator.id, asked };
  }

  it("forbids the removal of a factor: nothing changes, and nobody is notified", async () => {
    const { kit, ada, client, id, asked } = await protectedBy(() => false);
    const before = await client.mfa.authenticators.query();
    expect(await refusalOf(client.mfa.totp.deactivate.mutate())).toEqual(refused());
    expect(await refusalOf(client.mfa.webauthn.remove.mutate({ ids: [id] }))).toEqual(refused("ids"));
    expect(await client.mfa.authenticators.query()).toEqual(before);
    expect(asked).toMatchObject([
      { email: ada.email, removed: [{ type: "totp" }], remaining: [{ type: "webauthn", id }] },
      { email: ada.email, removed: [{ type: "webauthn", id }], remaining: [{ type: "totp" }] },
    ]);
    const { mails } = await kit.delivered();
    expect(mails.map(({ template }) => template)).toEqual(["webauthn_added"]);
    expect(kit.events.map(({ type }) => type)).not.toContain("authenticator_removed");
    await kit[Symbol.asyncDispose]();
  });

  it("is not asked about what is not the user's, nor where there is nothing to remove", async () => {
    const { kit, client, asked } = await protectedBy(() => false);
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const { authenticator } = await addPasskey(kit, bob);
    const foreign = await refusalOf(client.mfa.webauthn.remove.mutate({ ids: [authenticator.id] }));
    expect(foreign).toMatchObject({ trpc: "NOT_FOUND" });
    expect(await refusalOf(bob.mfa.totp.deactivate.mutate())).toBeNull();
    kit.clock.advance(300);
    const stale = await refusalOf(client.mfa.totp.deactivate.mutate());
    expect(stale?.codes).toEqual(["reauthentication_required"]);
    expect(asked).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps one factor of two that are removed at the same time", async () => {
    const { kit, client, id } = await protectedBy(async ({ remaining }) => remaining.length > 0);
    const answers = await Promise.all([
      refusalOf(client.mfa.totp.deactivate.mutate()),
      refusalOf(client.mfa.webauthn.remove.mutate({ ids: [id] })),
      refusalOf(client.mfa.totp.deactivate.mutate()),
      refusalOf(client.mfa.webauthn.remove.mutate({ ids: [id] })),
    ]);
    expect(answers.filter((answer) => answer?.codes[0]?.startsWith("cannot_delete_authenticator"))).not.toEqual([]);
    const left = (await client.mfa.authenticators.query()).filter(({ type }) => type !== "recovery_codes");
    expect(left).toHaveLength(1);
    await kit[Symbol.asyncDispose]();
  });

  it("undoes the removal and reveals nothing when it throws", async () => {
    const { kit, client } = await protectedBy(() => Promise.reject(new Error("down")));
    const answer = await refusalOf(client.mfa.totp.deactivate.mutate());
    expect(answer).toEqual({ trpc: "INTERNAL_SERVER_ERROR", codes: [] });
    expect(await client.mfa.authenticators.query()).toMatchObject([{ type: "totp" }, {}, {}]);
    await kit[Symbol.asyncDispose]();
  });

  it("does not bind the app's own call", async () => {
    const { kit, ada, asked } = await protectedBy(() => false);
    expect(await kit.auth.removeAuthenticators(ada.id)).toBe(2);
    expect(asked).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});
