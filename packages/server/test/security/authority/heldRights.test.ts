import { eq, sql } from "drizzle-orm";
import { describe, expect, inject, it } from "vitest";
import { bcrypt, type PasswordHasher } from "../../../src/hashers.ts";
import { oneTimeKeys, users } from "../../../src/schema.ts";
import type { Kit } from "../../support/appServers.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { addPasskey, type Client } from "../../support/passkeys.ts";
import { logIn, type Person, resetPassword } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;

/** A promise that its caller resolves. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Waits until a statement is blocked by a lock. */
async function untilBlocked({ database }: Kit): Promise<void> {
  const waiting = sql`select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  await expect
    .poll(async () => JSON.stringify(await database.execute(waiting)), { timeout: 5_000, interval: 10 })
    .toMatch(/"count":"?[1-9]/);
}

/** Everything that ends all sessions of a user. */
const ends: [string, (kit: Kit, ada: Person, owner: Client) => Promise<unknown>][] = [
  ["the app revokes the sessions", (kit, { id }) => kit.auth.revokeSessions(id)],
  ["the owner ends all others", (_kit, _ada, owner) => owner.session.revokeOthers.mutate()],
  ["the account is switched off", (kit, { id }) => kit.auth.setUserActive(id, false)],
  ["the password is reset", (kit, { email }) => resetPassword(kit, email, "brand new and long")],
  [
    "the password is changed",
    (_kit, { password }, owner) =>
      owner.account.password.change.mutate({ currentPassword: password, newPassword: "brand new and long" }),
  ],
  ["the first factor is activated", (kit, _ada, owner) => addPasskey(kit, owner)],
];

// PGlite has one connection, on which nothing runs at the same time as a transaction.
describe.skipIf(inject("driver") === "pglite")("a login that commits while", () => {
  it.each(ends)("%s leaves no session behind", async (_what, end) => {
    const [entered, release] = [gate(), gate()];
    let isHeld = false;
    await using kit = await createTestKit({
      rateLimits: false,
      hooks: {
        async onLogin() {
          if (!isHeld) return;
          isHeld = false;
          entered.open();
          await release.opened;
        },
      },
    });
    const ada = await kit.createUser();
    const owner = await logIn(kit, ada, "app");
    isHeld = true;
    const thief = kit.client("app");
    const login = thief.account.login.mutate({ email: ada.email, password: ada.password });
    await entered.opened;
    const ending = end(kit, ada, owner);
    await untilBlocked(kit);
    release.open();
    await Promise.allSettled([login, ending]);
    await ending;
    expect((await refusalOf(thief.account.user.query()))?.codes).toEqual(["session_gone"]);
    expect(kit.errors).toEqual([]);
  });
});

/** A kit whose app runs an action while a password is compared or hashed. */
async function hookedKit(options: Parameters<typeof createTestKit>[0] = {}) {
  const during: { action: (() => Promise<unknown>) | null } = { action: null };
  const look = async () => {
    const { action } = during;
    during.action = null;
    await action?.();
  };
  const own = bcrypt({ cost: 4 });
  const hasher: PasswordHasher = {
    ...own,
    verify: (...given) => look().then(() => own.verify(...given)),
    hash: (...given) => look().then(() => own.hash(...given)),
  };
  const kit = await createTestKit({
    rateLimits: false,
    ...options,
    account: { ...options.account, password: { hasher } },
  });
  return { kit, during };
}

describe.each(kinds)("a call in progress, %s client", (kind) => {
  it("changes nothing when a reauthentication renewed the token that it came with", async () => {
    const { kit, during } = await hookedKit();
    const ada = await kit.createUser({ totp: true });
    const owner = await logIn(kit, ada, kind);
    const thief = kit.client(kind, { ip: "203.0.113.9" });
    thief.tokens.sessionToken = owner.tokens.sessionToken ?? "";
    for (const [name, value] of owner.jar.cookies) thief.jar.cookies.set(name, value);
    kit.clock.advance(30);
    const code = await kit.totp(ada);
    during.action = () => owner.mfa.reauthenticate.mutate({ code });
    const change = { currentPassword: ada.password, newPassword: "the thief's own words" };
    expect((await refusalOf(thief.account.password.change.mutate(change)))?.codes).toEqual(["session_gone"]);
    expect(await owner.account.user.query()).toMatchObject({ id: ada.id });
  });

  it.each(ends.filter(([what]) => !/others|factor/.test(what)))(
    "changes nothing when, while it hashes, %s",
    async (_what, end) => {
      const { kit, during } = await hookedKit();
      const ada = await kit.createUser();
      const [owner, thief] = [await logIn(kit, ada, "app"), await logIn(kit, ada, kind)];
      during.action = () => end(kit, ada, owner);
      const change = { currentPassword: ada.password, newPassword: "the thief's own words" };
      expect((await refusalOf(thief.account.password.change.mutate(change)))?.codes).toEqual(["session_gone"]);
      await kit.auth.setUserActive(ada.id, true);
      const login = kit.client("app").account.login.mutate({ email: ada.email, password: "the thief's own words" });
      expect((await refusalOf(login))?.codes[0]).toMatch(/^email_password_mismatch/);
      expect(kit.errors).toEqual([]);
      await kit[Symbol.asyncDispose]();
    },
  );

  it("resets no password when, while it hashes, another address is verified", async () => {
    const { kit, during } = await hookedKit();
    const ada = await kit.createUser();
    const owner = await logIn(kit, ada, kind);
    await owner.account.email.add.mutate({ email: "second@example.com" });
    const { key: proof = "" } = (await kit.delivered()).lastMail("second@example.com", "verify_email").context;
    const holder = kit.client(kind);
    await holder.account.password.requestReset.mutate({ email: ada.email });
    const { key = "" } = (await kit.delivered()).lastMail(ada.email, "password_reset").context;
    during.action = () => owner.account.email.verify.mutate({ key: proof });
    const reset = holder.account.password.reset.mutate({ key, password: "the thief's own words" });
    expect((await refusalOf(reset))?.codes).toEqual(["invalid_password_reset/key"]);
    expect(await kit.database.select().from(oneTimeKeys)).not.toContainEqual(
      expect.objectContaining({ purpose: "password_reset" }),
    );
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(kinds)("an answer to a challenge, %s client", (kind) => {
  it.each<[string, (kit: Kit, ada: Person, other: Client) => Promise<unknown>]>([
    ["a factor was added elsewhere", (kit, _ada, other) => addPasskey(kit, other)],
    ["recovery codes were made elsewhere", (_kit, _ada, other) => other.mfa.recoveryCodes.generate.mutate()],
  ])("adds no passkey and counts as no reauthentication once %s", async (_what, change) => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser({ totp: true });
    const client = await logIn(kit, ada, kind);
    const { device } = await addPasskey(kit, client);
    const { options: toAdd } = await client.mfa.webauthn.beginRegistration.mutate({ passwordless: true });
    const { options: toGive } = await client.mfa.webauthn.beginReauthentication.mutate();
    kit.clock.advance(30);
    await change(kit, ada, await logIn(kit, ada, "app"));
    const added = client.mfa.webauthn.register.mutate({ response: kit.authenticator().create(toAdd) });
    expect((await refusalOf(added))?.codes).toEqual(["incorrect_code/response"]);
    const given = client.mfa.webauthn.reauthenticate.mutate({ response: device.get(toGive) });
    expect((await refusalOf(given))?.codes).toEqual(["incorrect_code/response"]);
  });
});

// As above: PGlite runs nothing at the same time as a transaction.
describe.skipIf(inject("driver") === "pglite")("the answer of an authenticator that waits while", () => {
  it.each(["registered", "given again"])("a factor is removed is not %s", async (what) => {
    await using kit = await createTestKit({ rateLimits: false });
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, "app");
    const { device } = await addPasskey(kit, client);
    await addPasskey(kit, client);
    const answer =
      what === "registered"
        ? await client.mfa.webauthn.beginRegistration.mutate({}).then(
            ({ options }) =>
              () =>
                client.mfa.webauthn.register.mutate({ response: kit.authenticator().create(options) }),
          )
        : await client.mfa.webauthn.beginReauthentication.mutate().then(
            ({ options }) =>
              () =>
                client.mfa.webauthn.reauthenticate.mutate({ response: device.get(options) }),
          );
    const [entered, release] = [gate(), gate()];
    const change = kit.database.transaction(async (tx) => {
      await tx
        .update(users)
        .set({ version: sql`${users.version} + 1` })
        .where(eq(users.id, ada.id));
      entered.open();
      await release.opened;
    });
    await entered.opened;
    const refusal = refusalOf(answer());
    await untilBlocked(kit);
    release.open();
    await change;
    expect((await refusal)?.codes).toEqual(["incorrect_code/response"]);
  });
});
