import { describe, expect, it } from "vitest";
import type { AuthOptions } from "../../src/index.ts";
import { createTestKit } from "../support/kit.ts";
import { codeSentTo, keyMailedTo } from "../support/mailboxes.ts";
import { addPasskey } from "../support/passkeys.ts";

type Notifications = NonNullable<AuthOptions["account"]>["notifications"];

const email = "ada@example.com";
const phone = "+4915112345678";

/** Changes everything that opens an account, and deletes it. @returns the notifications, by kind */
async function mailsOfChanges(notifications?: Notifications): Promise<string[]> {
  await using kit = await createTestKit({
    rateLimits: false,
    account: {
      loginMethods: ["email", "username", "phone"],
      ...(notifications === undefined ? {} : { notifications }),
    },
  });
  const ada = await kit.createUser({ email, username: "ada", phone: "+4915100000000", phoneVerified: true });
  const client = await kit.clientOf(ada, "browser");
  const newPassword = "through the looking glass";
  await client.account.password.change.mutate({ currentPassword: ada.password, newPassword });
  await client.account.update.mutate({ username: "ada" });
  await client.account.update.mutate({ username: "countess" });
  await client.account.email.add.mutate({ email: "second@example.com" });
  await client.account.email.verify.mutate({ key: await keyMailedTo(kit, "second@example.com") });
  await client.account.email.setPrimary.mutate({ email: "second@example.com" });
  await client.account.email.setPrimary.mutate({ email });
  await client.account.email.remove.mutate({ email: "second@example.com" });
  await client.account.phone.set.mutate({ phone });
  await client.account.phone.verify.mutate({ code: await codeSentTo(kit, phone) });
  const { secret } = await client.mfa.totp.begin.mutate();
  await client.mfa.totp.activate.mutate({ code: await kit.totp({ secret }) });
  await addPasskey(kit, client);
  await client.mfa.recoveryCodes.generate.mutate();
  await client.mfa.totp.deactivate.mutate();
  const [passkey] = await client.mfa.authenticators.query();
  if (passkey?.type === "webauthn") await client.mfa.webauthn.remove.mutate({ ids: [passkey.id] });
  await client.account.delete.mutate();
  const { mails } = await kit.delivered();
  const asked = new Set(["verify_email"]);
  return mails.map(({ template }) => template).filter((template) => !asked.has(template));
}

const PASSWORD = ["password_changed"];
const USERNAME = ["username_changed"];
const EMAIL = ["email_added", "email_changed", "email_changed", "email_removed"];
const PHONE = ["phone_changed"];
const APP = ["totp_activated", "totp_deactivated"];
const CODES = ["recovery_codes_generated"];
const PASSKEYS = ["webauthn_added", "webauthn_removed"];
const ACCOUNT = ["account_deleted"];
const ALL = [PASSWORD, USERNAME, EMAIL, PHONE, APP, CODES, PASSKEYS, ACCOUNT].flat();

describe("account.notifications", () => {
  it.each<[string, Notifications, string[]]>([
    ["left out", undefined, ALL],
    ["true", true, ALL],
    ["empty", {}, ALL],
    ["false", false, []],
    ["without password", { password: false }, without(PASSWORD)],
    ["without username", { username: false }, without(USERNAME)],
    ["without email", { email: false }, without(EMAIL)],
    ["without phone", { phone: false }, without(PHONE)],
    ["without authenticatorApp", { authenticatorApp: false }, without(APP)],
    ["without recoveryCodes", { recoveryCodes: false }, without(CODES)],
    ["without passkeys", { passkeys: false }, without(PASSKEYS)],
    ["without account", { account: false }, without(ACCOUNT)],
    ["with logins", { newLogin: true, unfinishedLogin: true, loginAfterFailures: true }, ALL],
  ])("%s: reports just what it says", async (_what, notifications, mails) => {
    expect((await mailsOfChanges(notifications)).sort()).toEqual([...mails].sort());
  });

  it("reports no username where users do not log in with it", async () => {
    await using kit = await createTestKit({ account: { signup: { username: "optional" } } });
    const client = await kit.clientOf(await kit.createUser({ username: "ada" }), "app");
    await client.account.update.mutate({ username: "countess" });
    expect((await kit.delivered()).mails).toEqual([]);
  });

  it("names the new username, which is no link", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    const ada = await kit.createUser({ username: "ada" });
    const client = await kit.clientOf(ada, "app");
    await client.account.update.mutate({ username: "evil.com" });
    expect((await kit.delivered()).lastMail(ada.email).text).toContain(
      "The username of your account at Acme is now evil (dot) com.",
    );
  });
});

function without(mails: readonly string[]): string[] {
  return ALL.filter((template) => !mails.includes(template));
}
