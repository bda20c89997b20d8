import { describe, expect, it } from "vitest";
import { z } from "zod";
import { countingHasher } from "../support/countingHasher.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { keyMailedTo, loggedIn } from "../support/mailboxes.ts";

const password = "a fine password";
const email = "ada@example.com";

/** Every fault of a call, sorted. */
async function faults(call: Promise<unknown>): Promise<string[] | undefined> {
  return (await refusalOf(call))?.codes.sort();
}

describe.each(["browser", "app"] as const)("the errors of a form, %s client", (kind) => {
  it("name the missing field, where there is one to log in with", async () => {
    await using kit = await createTestKit({ account: { loginByCode: { enabled: true } } });
    const { account } = kit.client(kind);
    expect(await faults(account.login.mutate({ password }))).toEqual(["required/email"]);
    expect(await faults(account.login.mutate({ email: "", password }))).toEqual(["required/email"]);
    expect(await faults(account.password.requestReset.mutate({}))).toEqual(["required/email"]);
    expect(await faults(account.code.request.mutate({}))).toEqual(["required/email"]);
  });

  it.each(["username", "phone"] as const)("name the missing field, where that is the %s", async (method) => {
    await using kit = await createTestKit({ account: { loginMethods: [method] } });
    const refused = await refusalOf(kit.client(kind).account.login.mutate({ password }));
    expect(refused).toEqual({ trpc: "BAD_REQUEST", codes: [`required/${method}`] });
  });

  it("state that one of several is required, where there are several", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["email", "username"] } });
    expect(await faults(kit.client(kind).account.login.mutate({ password }))).toEqual(["invalid_login"]);
  });

  it("include every fault of a login", async () => {
    await using kit = await createTestKit();
    const { account } = kit.client(kind);
    // @ts-expect-error the password is missing
    expect(await faults(account.login.mutate({}))).toEqual(["required/email", "required/password"]);
    const nonsense = account.login.mutate({ email: "nonsense", password: "" });
    expect(await faults(nonsense)).toEqual(["invalid/email", "required/password"]);
  });

  it("include every fault of a signup: a bad address, a missing name, the app's own field, a weak password", async () => {
    const fields = z.object({ plan: z.enum(["free", "paid"]) });
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "username"], signup: { phone: "optional", fields } },
    });
    const { account } = kit.client(kind);
    // @ts-expect-error the app's own field is missing
    const all = account.signup.mutate({ email: "nonsense", phone: "12", password: "short" });
    expect(await faults(all)).toEqual([
      ...["invalid/email", "invalid/phone", "password_too_short/password", "required/plan", "required/username"],
    ]);
    const blocked = account.signup.mutate({ email, username: "a b", password: "password", plan: "free" });
    expect(await faults(blocked)).toEqual(["invalid/username", "password_too_common/password"]);
    const similar = account.signup.mutate({
      email: "",
      username: "adalovelace",
      password: "adalovelace",
      plan: "free",
    });
    expect(await faults(similar)).toEqual(["password_too_similar/password", "required/email"]);
  });

  it("include every fault of a reset, which uses nothing up", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const { account } = kit.client(kind);
    const weak = ["password_too_short/password", "required/key"];
    expect(await faults(account.password.reset.mutate({ key: "", password: "short" }))).toEqual(weak);
    // @ts-expect-error the key is missing
    expect(await faults(account.password.reset.mutate({ password: "short" }))).toEqual(weak);
    await account.password.requestReset.mutate({ email: ada.email });
    const key = await keyMailedTo(kit, ada.email);
    expect(await faults(account.password.reset.mutate({ key, password: "short" }))).toEqual([weak[0]]);
    expect(await faults(account.password.reset.mutate({ key, password }))).toBeUndefined();
  });

  it("include every fault of a new password", async () => {
    await using kit = await createTestKit();
    const ada = await kit.createUser();
    const { account } = await loggedIn(kit, kind, ada);
    const change = (currentPassword: string, newPassword: string) =>
      faults(account.password.change.mutate({ currentPassword, newPassword }));
    expect(await change("wrong", "short")).toEqual([
      ...["enter_current_password/currentPassword", "password_too_short/newPassword"],
    ]);
    expect(await change("", "short")).toEqual(["password_too_short/newPassword", "required/currentPassword"]);
    expect(await change("", "")).toEqual(["required/currentPassword", "required/newPassword"]);
  });
});

describe.each(["browser", "app"] as const)("an address typed as username, %s client", (kind) => {
  const account = { loginMethods: ["email", "username"] } as const;

  it("logs in as the address, and is recorded as that", async () => {
    await using kit = await createTestKit({ account });
    const ada = await kit.createUser({ username: "ada" });
    const client = kit.client(kind);
    const state = await client.account.login.mutate({
      username: ` ${ada.email.toUpperCase()} `,
      password: ada.password,
    });
    expect(state).toMatchObject({
      status: "authenticated",
      user: { id: ada.id },
      methods: [{ method: "password", email: ada.email }],
    });
  });

  it("waits for the address to be verified, as a login by the address does", async () => {
    await using kit = await createTestKit({ account });
    const ada = await kit.createUser({ username: "ada", emailVerified: false });
    const state = await kit.client(kind).account.login.mutate({ username: ada.email, password: ada.password });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email", email: ada.email } });
  });

  it("counts as the address", async () => {
    const hasher = countingHasher();
    await using kit = await createTestKit({ account: { ...account, password: { hasher } } });
    const ada = await kit.createUser({ username: "ada" });
    hasher.take();
    const login = (given: object, index: number) =>
      refusalOf(kit.client(kind, { ip: `198.51.100.${index}` }).account.login.mutate({ password: "wrong", ...given }));
    for (let guess = 0; guess < 4; guess += 1)
      await login(guess % 2 === 0 ? { email: ada.email } : { username: ada.email }, guess);
    // Correct, so the count is reset.
    expect(await login({ username: ada.email, password: ada.password }, 9)).toBeNull();
    for (let guess = 10; guess < 20; guess += 1)
      await login(guess % 2 === 0 ? { email: ada.email } : { username: ada.email }, guess);
    expect(hasher.take().compared.filter((given) => given === "wrong")).toHaveLength(4 + 5);
    expect(await login({ username: ada.email, password: ada.password }, 21)).toMatchObject({
      codes: ["too_many_login_attempts"],
    });
  });

  it("is no username: none has an @", async () => {
    await using kit = await createTestKit({ account });
    const client = kit.client(kind);
    for (const username of ["ada@example.com", "a@b", "@ada", "ada＠example.com"])
      expect(await faults(client.account.signup.mutate({ email, username, password }))).toEqual(["invalid/username"]);
    const ada = await kit.createUser({ username: "ada" });
    const inside = await loggedIn(kit, kind, ada);
    expect(await faults(inside.account.update.mutate({ username: email }))).toEqual(["invalid/username"]);
    const made = kit.auth.createUser({ email, username: "x@example.com" });
    await expect(made).rejects.toThrow();
  });

  it("is an unknown username where users log in only by username", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["username"] } });
    const ada = await kit.createUser({ username: "ada" });
    const login = kit.client(kind).account.login.mutate({ username: ada.email, password: ada.password });
    expect(await faults(login)).toEqual(["username_password_mismatch/password"]);
  });
});

describe.each(["browser", "app"] as const)("the first address of an account, %s client", (kind) => {
  it("is the primary one once it is verified, not when it is added", async () => {
    await using kit = await createTestKit({ account: { loginMethods: ["username"], signup: { email: "off" } } });
    const client = kit.client(kind);
    await client.account.signup.mutate({ username: "ada", password });
    expect(await client.account.email.add.mutate({ email })).toEqual([{ email, verified: false, primary: false }]);
    expect(await client.account.user.query()).toMatchObject({ email: null, emailVerified: false });
    await client.account.email.verify.mutate({ key: await keyMailedTo(kit, email) });
    expect(await client.account.email.list.query()).toEqual([{ email, verified: true, primary: true }]);
    expect(await client.account.user.query()).toMatchObject({ email, emailVerified: true });
  });

  it("is immediately the primary one when it was signed up with", async () => {
    await using kit = await createTestKit({ account: { emailVerification: "optional" } });
    const client = kit.client(kind);
    await client.account.signup.mutate({ email, password });
    expect(await client.account.email.list.query()).toEqual([{ email, verified: false, primary: true }]);
  });
});
