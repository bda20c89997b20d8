import { describe, expect, it } from "vitest";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey } from "../../support/passkeys.ts";

const GOOGLE = "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4";

describe.each(["browser", "app"] as const)("the model of an authenticator, %s client", (kind) => {
  async function loggedIn() {
    const kit = await createTestKit();
    return { kit, client: await kit.clientOf(await kit.createUser(), kind) };
  }

  it("names a passkey whose user gives no name, and is listed beside a name of theirs", async () => {
    const { kit, client } = await loggedIn();
    const first = await addPasskey(kit, client, { aaguid: GOOGLE });
    const second = await addPasskey(kit, client, { aaguid: GOOGLE });
    expect([first, second].map(({ authenticator: { name, model } }) => [name, model])).toEqual([
      ["Google Password Manager", "Google Password Manager"],
      ["Google Password Manager 2", "Google Password Manager"],
    ]);
    await client.mfa.webauthn.rename.mutate({ id: first.authenticator.id, name: "Phone" });
    const listed = await client.mfa.authenticators.query();
    const renamed = listed.find((one) => one.type === "webauthn" && one.id === first.authenticator.id);
    expect(renamed).toMatchObject({ name: "Phone", model: "Google Password Manager" });
    await kit[Symbol.asyncDispose]();
  });

  it.each([
    ["none", "00000000-0000-0000-0000-000000000000"],
    ["one that the list does not have", "01020304-0506-0708-0102-030405060708"],
    ["the name of a property that every table has", `${Buffer.from("constructor12345").toString("hex")}`],
  ])("is null where it is %s", async (_what, aaguid) => {
    const { kit, client } = await loggedIn();
    const { authenticator } = await addPasskey(kit, client, { aaguid });
    expect(authenticator).toMatchObject({ name: "Passkey", model: null });
    await kit[Symbol.asyncDispose]();
  });
});
