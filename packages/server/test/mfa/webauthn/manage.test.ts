import { describe, expect, it } from "vitest";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey } from "../../support/passkeys.ts";

const notFound = { trpc: "NOT_FOUND" };

describe.each(["browser", "app"] as const)("mfa.webauthn.rename and remove, %s client", (kind) => {
  async function withPasskey() {
    const kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const { authenticator } = await addPasskey(kit, client);
    return { kit, ada, client, id: authenticator.id };
  }

  it("renames with recent authentication, and only what is the user's", async () => {
    const { kit, ada, client, id } = await withPasskey();
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const renamed = await client.mfa.webauthn.rename.mutate({ id, name: "Phone" });
    expect(renamed).toMatchObject([{ id, name: "Phone" }, { type: "recovery_codes" }]);
    for (const foreign of [id, "nonsense", "00000000-0000-4000-8000-000000000000"])
      expect(await refusalOf(bob.mfa.webauthn.rename.mutate({ id: foreign, name: "Mine" }))).toMatchObject(notFound);
    for (const name of ["", "   ", "x".repeat(101), "\0"]) {
      const refused = await refusalOf(client.mfa.webauthn.rename.mutate({ id, name }));
      expect(refused).toMatchObject({
        trpc: "BAD_REQUEST",
        codes: [expect.stringMatching(/^(required|invalid)\/name$/)],
      });
    }
    kit.clock.advance(300);
    const stale = await refusalOf(client.mfa.webauthn.rename.mutate({ id, name: "Other" }));
    expect(stale).toMatchObject({ codes: ["reauthentication_required"] });
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await client.mfa.authenticators.query()).toMatchObject([{ name: "Phone" }, {}]);
    await kit[Symbol.asyncDispose]();
  });

  it("removes with recent authentication; recovery codes are removed with the last factor", async () => {
    const { kit, client, ada, id } = await withPasskey();
    const { authenticator: second } = await addPasskey(kit, client);
    const bob = await kit.clientOf(await kit.createUser(), kind);
    const { authenticator: his } = await addPasskey(kit, bob);
    // With another user's key among the own ones, none is removed.
    expect(await refusalOf(client.mfa.webauthn.remove.mutate({ ids: [id, his.id] }))).toMatchObject(notFound);
    expect(await client.mfa.webauthn.remove.mutate({ ids: [id, id] })).toMatchObject([
      { id: second.id },
      { type: "recovery_codes" },
    ]);
    kit.clock.advance(300);
    const stale = await refusalOf(client.mfa.webauthn.remove.mutate({ ids: [second.id] }));
    expect(stale).toMatchObject({ codes: ["reauthentication_required"] });
    await client.account.reauthenticate.mutate({ password: ada.password });
    expect(await client.mfa.webauthn.remove.mutate({ ids: [second.id] })).toEqual([]);
    expect(await bob.mfa.authenticators.query()).toHaveLength(2);
    const mails = (await kit.delivered()).mails.filter(({ to }) => to === ada.email);
    expect(mails.map(({ template, context }) => [template, context.name])).toEqual([
      ["webauthn_added", "Passkey"],
      ["webauthn_added", "Passkey 2"],
      ["webauthn_removed", "Passkey"],
      ["webauthn_removed", "Passkey 2"],
    ]);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps a passkey without which its user could not log in", async () => {
    await using kit = await createTestKit({
      account: { emailVerificationBy: "code", signup: { password: "optional" } },
      mfa: { passkeySignup: true },
    });
    const client = kit.client(kind);
    await client.mfa.webauthn.beginSignup.mutate({ email: "ada@example.com" });
    const { code = "" } = (await kit.delivered()).lastMail("ada@example.com").context;
    await client.account.email.verify.mutate({ key: code });
    const { options } = await client.mfa.webauthn.signupOptions.mutate();
    await client.mfa.webauthn.signup.mutate({ response: kit.authenticator().create(options) });
    const ids = (await client.mfa.authenticators.query()).flatMap((factor) => ("id" in factor ? [factor.id] : []));
    const refused = await refusalOf(client.mfa.webauthn.remove.mutate({ ids }));
    expect(refused).toEqual({ trpc: "BAD_REQUEST", codes: ["cannot_delete_authenticator/ids"] });
    await client.account.password.change.mutate({ newPassword: "now there is a password" });
    expect(await client.mfa.webauthn.remove.mutate({ ids })).toEqual([]);
  });
});
