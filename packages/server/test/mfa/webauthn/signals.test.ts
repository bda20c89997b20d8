import { describe, expect, it } from "vitest";
import { authenticators } from "../../../src/schema.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey } from "../../support/passkeys.ts";

describe.each(["browser", "app"] as const)("mfa.webauthn.signals, %s client", (kind) => {
  it("names every passkey and security key of the user, and how authenticators know the user", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
    const phone = kit.authenticator();
    await client.mfa.webauthn.register.mutate({ response: phone.create(options) });
    kit.clock.advance(1);
    const { device: key } = await addPasskey(kit, client, { passwordless: false });
    await addPasskey(kit, await kit.clientOf(await kit.createUser(), kind));
    expect(await client.mfa.webauthn.signals.query()).toEqual({
      rpId: "localhost",
      userIds: [options.user.id],
      name: ada.email,
      displayName: ada.email,
      credentialIds: [phone, key].map(({ credentials }) => credentials[0]?.id),
    });
  });

  it("names none for a user without any, follows a rename, and is for logged-in users", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    const ada = await kit.createUser();
    const client = await kit.clientOf(ada, kind);
    await client.account.update.mutate({ username: "ada_lovelace" });
    expect(await client.mfa.webauthn.signals.query()).toMatchObject({
      name: ada.email,
      displayName: "ada_lovelace",
      credentialIds: [],
    });
    expect((await refusalOf(kit.client(kind).mfa.webauthn.signals.query()))?.codes).toEqual(["not_authenticated"]);
  });

  it("includes the handle that an imported passkey has, unless its system may have more of them", async () => {
    const handles: string[][] = [];
    for (const signalUnknown of [true, false]) {
      await using kit = await createTestKit({ mfa: { webauthn: { signalUnknown } } });
      const client = await kit.clientOf(await kit.createUser(), kind);
      const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
      await client.mfa.webauthn.register.mutate({ response: kit.authenticator().create(options) });
      await kit.database.update(authenticators).set({ userHandle: "b2xkIHN5c3RlbQ", isImported: true });
      const { userIds } = await client.mfa.webauthn.signals.query();
      handles.push(userIds.map((id) => id.replace(options.user.id, "own")));
    }
    expect(handles).toEqual([["own", "b2xkIHN5c3RlbQ"], ["own"]]);
  });

  it("does not exist without passkeys", async () => {
    await using kit = await createTestKit({ mfa: { types: ["totp"], passkeyLogin: false } });
    const client = await kit.clientOf(await kit.createUser(), kind);
    expect((await refusalOf(client.mfa.webauthn.signals.query()))?.codes).toEqual(["not_enabled"]);
  });
});
