import { describe, expect, it } from "vitest";
import { trustedBrowsers } from "../../../src/schema.ts";
import type { Kit } from "../../support/appServers.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { type Person, resetPassword } from "../../support/people.ts";

const NEW = "brand new and long";

/** Logs in with the password, completes each required step, and trusts the browser. @returns the required steps */
async function stepsOf(kit: Kit, ada: Person, client: Client, password = ada.password): Promise<string[]> {
  const asked: string[] = [];
  let state = await client.account.login.mutate({ email: ada.email, password });
  while (state.status === "pending" && asked.length < 5) {
    asked.push(state.flow.id);
    kit.clock.advance(30);
    if (state.flow.id === "mfa_trust") state = await client.mfa.trust.mutate({ trust: true });
    else if (state.flow.id === "mfa_authenticate")
      state = await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
    else {
      const { code = "" } = (await kit.delivered()).lastMail(ada.email, "login_code").context;
      state = await client.account.code.confirm.mutate({ code });
    }
  }
  return asked;
}

interface Change {
  /** The password from then on [unchanged]. */
  password?: string;
  /** By the owner, in another session with recent authentication. */
  make(kit: Kit, ada: Person, owner: Client): Promise<unknown>;
}

const changes: [string, Change][] = [
  [
    "the password was changed",
    {
      password: NEW,
      make: (_kit, { password }, owner) =>
        owner.account.password.change.mutate({ currentPassword: password, newPassword: NEW }),
    },
  ],
  ["the password was reset", { password: NEW, make: (kit, { email }) => resetPassword(kit, email, NEW) }],
  ["a passkey was added", { make: (kit, _ada, owner) => addPasskey(kit, owner) }],
  [
    "a passkey was added and removed",
    {
      async make(kit, ada, owner) {
        const { authenticator } = await addPasskey(kit, owner);
        await owner.account.reauthenticate.mutate({ password: ada.password });
        await owner.mfa.webauthn.remove.mutate({ ids: [authenticator.id] });
      },
    },
  ],
  ["recovery codes were made", { make: (_kit, _ada, owner) => owner.mfa.recoveryCodes.generate.mutate() }],
  [
    "factors were removed and set up anew",
    {
      async make(kit, { id, totpSecret }) {
        await kit.auth.removeAuthenticators(id);
        await kit.auth.importAuthenticators(id, { totpSecret });
      },
    },
  ],
  ["the app revoked all sessions", { make: (kit, { id }) => kit.auth.revokeSessions(id) }],
  ["the owner ended all other sessions", { make: (_kit, _ada, owner) => owner.session.revokeOthers.mutate() }],
  [
    "the account was switched off and on",
    {
      async make(kit, { id }) {
        await kit.auth.setUserActive(id, false);
        await kit.auth.setUserActive(id, true);
      },
    },
  ],
];

const trusts: [string, Parameters<typeof createTestKit>[0], boolean, string[]][] = [
  ["for the second factor", { mfa: { trust: true } }, true, ["mfa_authenticate", "mfa_trust"]],
  [
    "for login codes",
    { account: { loginByCode: { required: ["password"], trust: true } } },
    false,
    ["login_by_code", "mfa_trust"],
  ],
];

const cases = trusts.flatMap(([kind, options, hasFactor, asked]) =>
  changes
    .filter(([what]) => hasFactor || !/factors|codes|passkey/.test(what))
    .map(([what, change]): [string, string, typeof options, boolean, string[], Change] => [
      ...([kind, what] as const),
      ...([options, hasFactor, asked, change] as const),
    ]),
);

describe("a trusted browser", () => {
  it.each(cases)("%s is no longer trusted once %s", async (_kind, _what, options, hasFactor, asked, change) => {
    await using kit = await createTestKit({ rateLimits: false, ...options });
    const ada = await kit.createUser({ totp: hasFactor });
    const client = kit.client("browser");
    await stepsOf(kit, ada, client);
    await client.account.logout.mutate();
    expect(await stepsOf(kit, ada, client)).toEqual([]);
    await client.account.logout.mutate();
    const owner = kit.client("app");
    await stepsOf(kit, ada, owner);
    await change.make(kit, ada, owner);
    const again = await stepsOf(kit, ada, client, change.password);
    expect(again).toEqual(asked);
  });

  it("stays trusted where its user only logs in, out and reauthenticates", async () => {
    await using kit = await createTestKit({ rateLimits: false, mfa: { trust: true } });
    const ada = await kit.createUser({ totp: true });
    const [client, other] = [kit.client("browser"), kit.client("app")];
    await stepsOf(kit, ada, client);
    await client.account.reauthenticate.mutate({ password: ada.password });
    await client.account.logout.mutate();
    await stepsOf(kit, ada, other);
    await other.account.logout.mutate();
    expect(await stepsOf(kit, ada, client)).toEqual([]);
    expect(await kit.database.select().from(trustedBrowsers)).toHaveLength(1);
  });
});
