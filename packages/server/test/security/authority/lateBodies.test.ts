import { describe, expect, it } from "vitest";
import { emailAddresses, socialAccounts, users } from "../../../src/schema.ts";
import { adapterNames, type Kit, serve } from "../../support/appServers.ts";
import { holdCall, untilLookedAt } from "../../support/heldCalls.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import type { Client } from "../../support/passkeys.ts";
import { logIn, type Person, resetPassword } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;

/** What an owner does about a stranger's session. */
const ends: [string, (kit: Kit, ada: Person) => Promise<unknown>][] = [
  ["the password was reset", (kit, ada) => resetPassword(kit, ada.email, "brand new and long")],
  ["all sessions were revoked", (kit, ada) => kit.auth.revokeSessions(ada.id)],
  ["the account was switched off", (kit, ada) => kit.auth.setUserActive(ada.id, false)],
  ["the account was switched off and on", (kit, ada) => switchOffAndOn(kit, ada)],
  [
    "the owner ended it from another session",
    async (kit, ada) => (await logIn(kit, ada, "app")).session.revokeOthers.mutate(),
  ],
];

async function switchOffAndOn(kit: Kit, { id }: Person) {
  await kit.auth.setUserActive(id, false);
  await kit.auth.setUserActive(id, true);
}

const phoneToo = { account: { loginMethods: ["email", "phone"] }, rateLimits: false } as const;

describe.each(adapterNames)("a call whose body arrives late, under %s", (adapter) => {
  it.each(ends)("runs no procedure of the app once %s", async (_what, end) => {
    await using kit = await createTestKit(phoneToo);
    const { takeStatements } = await testDatabase();
    const { port, done } = await serve(kit, adapter);
    const ada = await kit.createUser();
    const clients = [await logIn(kit, ada, "browser"), await logIn(kit, ada, "app")];
    takeStatements();
    const text = { text: "theirs" };
    const calls = clients.flatMap((client) => [
      ...["app.write", "app.writeParsed", "app.transfer"].map((path) => holdCall({ port, client, path, input: text })),
      holdCall({ port, client, path: "app.write,app.transfer?batch=1", input: { 0: text, 1: text } }),
      holdCall({ port, client, path: "app.post", raw: formOf("theirs") }),
      holdCall({ port, client, path: "auth.account.email.add", input: { email: "eve@example.com" } }),
    ]);
    await untilLookedAt(takeStatements, calls.length);
    await end(kit, ada);
    const answers = await Promise.all(calls.map((call) => call.release()));
    expect(done).toEqual([]);
    for (const { codes } of answers) expect(new Set(codes)).toEqual(new Set(["session_gone"]));
    expect((await kit.database.select().from(emailAddresses)).map(({ address }) => address)).toEqual([ada.email]);
    expect(kit.errors).toEqual([]);
  });

  it.each(kinds)("belongs to the user at the arrival of its body, for %s clients of open procedures", async (kind) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { takeStatements } = await testDatabase();
    const { port, done } = await serve(kit, adapter);
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    takeStatements();
    const text = { text: "" };
    const alone = holdCall({ port, client, path: "app.whoami", input: text });
    // The second call of the batch makes the server look up the session before the body has arrived.
    const batch = holdCall({ port, client, path: "app.whoami,app.write?batch=1", input: { 0: text, 1: text } });
    await untilLookedAt(takeStatements, 1);
    await kit.auth.revokeSessions(ada.id);
    await Promise.all([alone.release(), batch.release()]);
    expect(done).toEqual(["nobody", "nobody"]);
  });

  it.each(kinds)(
    "belongs to the user at the arrival of its body, for %s clients whose user the app read before",
    async (kind) => {
      await using kit = await createTestKit({ rateLimits: false });
      const { takeStatements } = await testDatabase();
      const { port, done } = await serve(kit, adapter);
      const ada = await kit.createUser();
      const client = await logIn(kit, ada, kind);
      takeStatements();
      const call = holdCall({ port, client, path: "app.whoamiTwice", input: { text: "" } });
      await untilLookedAt(takeStatements, 1);
      await kit.auth.revokeSessions(ada.id);
      await call.release();
      expect(done).toEqual(["nobody"]);
    },
  );
});

function formOf(text: string) {
  const lines = ["--x", 'content-disposition: form-data; name="text"', "", text, "--x--", ""];
  return { type: "multipart/form-data; boundary=x", body: lines.join("\r\n") };
}

interface Prepared {
  kit: Kit;
  ada: Person;
  client: Client;
}

/** Each of our mutations with an input that acts within a session, with everything needed to succeed. */
const ours: [string, (prepared: Prepared) => unknown | Promise<unknown>][] = [
  ["account.email.add", () => ({ email: "eve@example.com" })],
  ["account.email.remove", () => ({ email: "second@example.com" })],
  ["account.email.setPrimary", () => ({ email: "second@example.com" })],
  ["account.password.change", ({ ada }) => ({ currentPassword: ada.password, newPassword: "the thief's own words" })],
  ["account.phone.set", () => ({ phone: "+4915187654321" })],
  ["account.update", () => ({ username: "eve" })],
  ["account.reauthenticate", ({ ada }) => ({ password: ada.password })],
  ["mfa.totp.activate", async ({ kit, client }) => ({ code: await kit.totp(await client.mfa.totp.begin.mutate()) })],
  [
    "mfa.webauthn.register",
    async ({ kit, client }) => {
      const { options } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
      return { name: "the thief's", response: kit.authenticator().create(options) };
    },
  ],
  ["social.connections.disconnect", () => ({ provider: "local", uid: "ada-1" })],
  ["session.revoke", async ({ client }) => ({ ids: (await client.session.list.query()).map(({ id }) => id) })],
];

describe.each(kinds)("a call of ours whose body arrives after its session ended, %s client", (kind) => {
  it.each(ours)("is refused: %s", async (path, inputOf) => {
    await using kit = await createTestKit({
      ...phoneToo,
      account: { ...phoneToo.account, signup: { username: "optional" } },
    });
    const { takeStatements } = await testDatabase();
    const { port } = await serve(kit);
    const ada = await kit.createUser({ phone: "+4915112345678", phoneVerified: true });
    const client = await logIn(kit, ada, kind);
    await client.account.email.add.mutate({ email: "second@example.com" });
    const { key = "" } = (await kit.delivered()).lastMail("second@example.com", "verify_email").context;
    await client.account.email.verify.mutate({ key });
    const social = { provider: "local", uid: "ada-1", display: "Ada", tokensSealed: null, createdAt: kit.clock.now() };
    await kit.database.insert(socialAccounts).values({ ...social, id: crypto.randomUUID(), userId: ada.id });
    const input = await inputOf({ kit, ada, client });
    takeStatements();
    const call = holdCall({ port, client, path: `auth.${path}`, input });
    await untilLookedAt(takeStatements, 1);
    await kit.auth.revokeSessions(ada.id);
    const before = await everything(kit);
    const answer = await call.release();
    // A pending login may change its number as well, so a call without a session may get another refusal there.
    const refused = path === "account.phone.set" ? /session_gone|not_authenticated|no_pending_flow/ : /^session_gone$/;
    expect(answer.codes.join()).toMatch(refused);
    expect(await everything(kit)).toEqual(before);
    expect(kit.errors).toEqual([]);
  });

  it("is refused within a batch, whichever of its calls is the first", async () => {
    await using kit = await createTestKit(phoneToo);
    const { takeStatements } = await testDatabase();
    const { port, done } = await serve(kit);
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, kind);
    takeStatements();
    const path = "app.write,auth.account.email.add,auth.account.password.change?batch=1";
    const inputs = [
      { text: "theirs" },
      { email: "eve@example.com" },
      { currentPassword: ada.password, newPassword: "the thief's own words" },
    ];
    const call = holdCall({ port, client, path, input: Object.fromEntries(inputs.entries()) });
    await untilLookedAt(takeStatements, 1);
    await kit.auth.revokeSessions(ada.id);
    expect((await call.release()).codes).toEqual(["session_gone", "session_gone", "session_gone"]);
    expect(done).toEqual([]);
  });
});

/** All parts of an account that these calls could change. */
async function everything({ database }: Kit): Promise<unknown> {
  const [people, addresses, connections] = [
    await database.select().from(users),
    await database.select().from(emailAddresses),
    await database.select().from(socialAccounts),
  ];
  return { people, addresses: addresses.toSorted((a, b) => a.id.localeCompare(b.id)), connections };
}
