import { describe, expect, it } from "vitest";
import { z } from "zod";
import { invitations, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createSocialKit } from "../support/socialKit.ts";

const email = "ada@acme.com";
const ada = { email: "ada@example.com", email_verified: true, name: "Ada", preferred_username: "ada" };
const closed = { signup: { open: false } } as const;
const refused = { trpc: "BAD_REQUEST", codes: ["invalid_or_expired_key/invitation"] };

describe.each(["browser", "app"] as const)("an invitation, accepted with a provider account, %s client", (kind) => {
  it("creates an account with its address, verified, where signup is closed to everybody else", async () => {
    const { kit, visitor, logIn, client } = await createSocialKit({ account: closed });
    const { id, key } = await kit.auth.createInvitation({ email });
    const sub = visitor("ada-1", ada);
    expect(await refusalOf(logIn(client(kind), sub))).toMatchObject({ codes: ["signup_closed"] });
    const browser = client(kind);
    expect(await logIn(browser, sub, key)).toMatchObject({
      status: "authenticated",
      user: { id, email, emailVerified: true },
      callbackUrl: "/after",
    });
    expect(await browser.account.email.list.query()).toMatchObject([
      { email, verified: true, primary: true },
      { email: ada.email, verified: true, primary: false },
    ]);
    expect(await kit.database.select().from(invitations)).toEqual([]);
    expect(kit.events.filter(({ type }) => type === "signup")).toMatchObject([{ userId: id, detail: "invitation" }]);
    expect(await logIn(client(kind), sub)).toMatchObject({ status: "authenticated", user: { id } });
  });

  it("decides the app's own fields that it has, and the address, whatever is entered", async () => {
    const fields = z.object({ name: z.string().min(1), team: z.string().default("none") });
    const { kit, visitor, logIn, client } = await createSocialKit({
      account: { signup: { ...closed.signup, fields } },
    });
    const { id, key } = await kit.auth.createInvitation({ email, data: { team: "engines" } });
    const browser = client(kind);
    expect(await logIn(browser, visitor("ada-1", ada), key)).toMatchObject({
      status: "pending",
      flow: { id: "provider_signup", suggested: { email } },
    });
    const entered = { name: "Ada", team: "sales", email: "mallory@example.com" };
    expect(await browser.social.signup.complete.mutate(entered as never)).toMatchObject({
      status: "authenticated",
      user: { id, email, emailVerified: true, data: { name: "Ada", team: "engines" } },
    });
    const emails = await browser.account.email.list.query();
    expect(emails.map((address) => address.email)).toEqual([email, ada.email]);
  });

  it("is left for later by a user who has an account already", async () => {
    const { kit, visitor, logIn, client } = await createSocialKit();
    const sub = visitor("ada-1", ada);
    const first = await logIn(client(kind), sub);
    const { key } = await kit.auth.createInvitation({ email });
    expect(await logIn(client(kind), sub, key)).toMatchObject({ user: "user" in first ? first.user : null });
    expect(await kit.database.select().from(invitations)).toHaveLength(1);
  });

  it("is refused before the visit to the provider, where it has expired, is unknown, or is for no login", async () => {
    const { kit, visitor, logIn, client } = await createSocialKit({ account: closed });
    const sub = visitor("ada-1", ada);
    const { key } = await kit.auth.createInvitation({ email });
    kit.clock.advance(8 * 86_400);
    for (const invitation of [key, "", "x".repeat(43)])
      expect(await refusalOf(logIn(client(kind), sub, invitation))).toMatchObject(refused);
    const user = await kit.createUser();
    const connecting = (await kit.clientOf(user, kind)).social.redirect.mutate({
      provider: "local",
      process: "connect",
      callbackUrl: "/after",
      invitation: key,
    });
    expect(await refusalOf(connecting)).toMatchObject({ codes: ["invalid/invitation"] });
  });

  it("is refused where it was withdrawn during the visit, or before the signup is completed", async () => {
    const { kit, visitor, logIn, journey, client } = await createSocialKit({
      account: { signup: { ...closed.signup, username: "required" } },
    });
    const sub = visitor("ada-1", { ...ada, preferred_username: "" });
    const first = await kit.auth.createInvitation({ email });
    const browser = client(kind);
    const answer = await journey(browser, sub, { invitation: first.key });
    await kit.auth.revokeInvitation(first.id);
    expect(await refusalOf(browser.social.callback.mutate(answer))).toMatchObject(refused);
    const second = await kit.auth.createInvitation({ email });
    await logIn(browser, sub, second.key);
    await kit.auth.revokeInvitation(second.id);
    expect(await refusalOf(browser.social.signup.complete.mutate({ username: "ada" }))).toMatchObject(refused);
    expect(await kit.database.select().from(users)).toEqual([]);
  });

  it("works once, also when two people accept it at the same time", async () => {
    const { kit, visitor, journey, client } = await createSocialKit({ account: closed });
    const { id, key } = await kit.auth.createInvitation({ email });
    const arrive = async (name: string) => {
      const browser = client(kind);
      const sub = visitor(name, { ...ada, email: `${name}@example.com` });
      return { browser, answer: await journey(browser, sub, { invitation: key }) };
    };
    const people = [await arrive("ada-1"), await arrive("bob-1"), await arrive("eve-1")];
    const outcomes = await Promise.all(
      people.map(({ browser, answer }) => refusalOf(browser.social.callback.mutate(answer))),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome !== null)).toMatchObject([refused, refused]);
    expect((await kit.database.select().from(users)).map((user) => user.id)).toEqual([id]);
  });

  it("tells its reader that the address has an account", async () => {
    const { kit, visitor, logIn, client } = await createSocialKit({ account: closed });
    await kit.createUser({ email });
    const { key } = await kit.auth.createInvitation({ email });
    expect(await refusalOf(logIn(client(kind), visitor("ada-1", ada), key))).toMatchObject({
      codes: ["email_taken/email"],
    });
    expect(await kit.database.select().from(invitations)).toHaveLength(1);
  });

  it("gives the account its address, and no other, where signups have none", async () => {
    const account = { loginMethods: ["username"], emailVerification: "none" } as const;
    const { kit, visitor, logIn, client } = await createSocialKit({
      account: { ...account, signup: { ...closed.signup, email: "off", username: "required" } },
    });
    const arrive = async (sub: string, key: string) => {
      const browser = client(kind);
      return { browser, state: await logIn(browser, sub, key) };
    };
    const complete = await arrive(visitor("ada-1", ada), (await kit.auth.createInvitation({ email })).key);
    expect(complete.state).toMatchObject({ status: "authenticated", user: { email, emailVerified: true } });
    const other = "bob@acme.com";
    const sub = visitor("bob-1", { ...ada, email: "bob@example.com", preferred_username: "" });
    const { browser } = await arrive(sub, (await kit.auth.createInvitation({ email: other })).key);
    await browser.social.signup.complete.mutate({ username: "bob" });
    expect(await browser.account.email.list.query()).toMatchObject([{ email: other, verified: true, primary: true }]);
    const { key } = await kit.auth.createInvitation({ email });
    expect(await refusalOf(arrive(visitor("eve-1", ada), key))).toMatchObject({ codes: ["email_taken/email"] });
  });

  it("leaves an address of the provider account to the account that has it", async () => {
    const { kit, visitor, logIn, client } = await createSocialKit({ account: closed });
    const other = await kit.createUser({ email: ada.email });
    const { key } = await kit.auth.createInvitation({ email });
    const browser = client(kind);
    expect(await logIn(browser, visitor("ada-1", ada), key)).toMatchObject({ user: { email } });
    expect(await browser.account.email.list.query()).toMatchObject([{ email }]);
    expect(await kit.auth.getUser(other.id)).toMatchObject({ email: ada.email, emailVerified: true });
  });
});
