import { CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { describe, expect, it } from "vitest";
import { google, oidc, type Provider } from "../../src/providers.ts";
import { socialAccounts, users } from "../../src/schema.ts";
import { refusalOf } from "../support/errors.ts";
import { createForger } from "../support/forgery.ts";
import { createTestKit } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const unverified = { ...ada, email_verified: false };

describe("trustEmails of a provider", () => {
  it.each([
    ["claimed", true, true],
    ["claimed", false, false],
    [undefined, false, false],
    [true, false, true],
    [false, true, false],
    [["example.com"], false, true],
    [["acme.com"], true, false],
    // Whoever has a subdomain does not have the domain, nor the other way round.
    [["le.com"], true, false],
    [["mail.example.com"], true, false],
  ] as const)(
    "%j, with an address that the provider claims to have verified: %s",
    async (trustEmails, claims, counts) => {
      const { kit, visitor, logIn } = await createSocialKit(
        {},
        { local: trustEmails === undefined ? {} : { trustEmails } },
      );
      const state = await logIn(kit.client("browser"), visitor("ada-1", { ...ada, email_verified: claims }));
      expect(state.status).toBe(counts ? "authenticated" : "pending");
      const mails = (await kit.delivered()).mails.map(({ template }) => template);
      expect(mails).toEqual(counts ? [] : ["verify_email"]);
      await kit[Symbol.asyncDispose]();
    },
  );

  it("decides as well whether a provider opens the account of an address", async () => {
    const { kit, visitor, logIn } = await createSocialKit(
      { social: { emailAuthentication: true } },
      { local: { trustEmails: ["acme.com"] } },
    );
    const owner = await kit.createUser({ email: ada.email });
    const staff = await kit.createUser({ email: "grace@acme.com" });
    // Its operator claims whatever address they like.
    const forged = await logIn(kit.client("browser"), visitor("eve-1", ada));
    expect(forged).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    expect(await kit.sessionsOf(owner)).toEqual([]);
    const own = await logIn(kit.client("browser"), visitor("grace-1", { email: staff.email, email_verified: false }));
    expect(own).toMatchObject({ status: "authenticated", user: { id: staff.id } });
    await kit[Symbol.asyncDispose]();
  });

  it("removes what a stranger prepared in an account of the address, as for any verified address", async () => {
    const { kit, visitor, logIn } = await createSocialKit(
      { account: { emailVerification: "optional" }, social: { emailAuthentication: true } },
      { local: { trustEmails: true } },
    );
    const stranger = kit.client("browser");
    await stranger.account.signup.mutate({ email: ada.email, password: "the stranger's own" });
    const state = await logIn(kit.client("browser"), visitor("ada-1", unverified));
    expect(state).toMatchObject({ status: "authenticated", user: { emailVerified: true, hasUsablePassword: false } });
    expect((await refusalOf(stranger.account.user.query()))?.codes).toEqual(["session_gone"]);
    await kit[Symbol.asyncDispose]();
  });
});

describe("emailAuthentication and autoConnect of a provider", () => {
  it.each([
    [false, true, true],
    [["other"], true, true],
    [true, false, false],
    [["local"], false, false],
  ] as const)("override the option %j with %s", async (option, own, isOwner) => {
    const { kit, visitor, logIn } = await createSocialKit(
      { social: { emailAuthentication: option } },
      { local: { emailAuthentication: own, autoConnect: true } },
    );
    const owner = await kit.createUser({ email: ada.email });
    const client = kit.client("browser");
    const state = await logIn(client, visitor("ada-1", ada));
    expect(state.status === "authenticated" && state.user.id === owner.id).toBe(isOwner);
    const rows = await kit.database.select().from(socialAccounts);
    expect(rows.map(({ userId }) => userId)).toEqual(isOwner ? [owner.id] : []);
    await kit[Symbol.asyncDispose]();
  });

  it("do not connect where the provider says so, whatever the option", async () => {
    const { kit, visitor, logIn } = await createSocialKit(
      { social: { emailAuthentication: true, autoConnect: true } },
      { local: { autoConnect: false } },
    );
    await kit.createUser({ email: ada.email });
    const state = await logIn(kit.client("browser"), visitor("ada-1", ada));
    expect(state.status).toBe("authenticated");
    expect(await kit.database.select().from(socialAccounts)).toEqual([]);
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("a hidden provider, %s client", (kind) => {
  it("is in no list, and works for who knows its id", async () => {
    const { kit, visitor, logIn } = await createSocialKit({}, { local: { hidden: true } });
    const client = kit.client(kind);
    expect((await client.social.providers.query()).map(({ id }) => id)).toEqual(["other"]);
    expect((await client.session.config.query()).social.providers.map(({ id }) => id)).toEqual(["other"]);
    const state = await client.session.get.query();
    expect(JSON.stringify(state)).not.toContain("local");
    expect(await logIn(client, visitor("ada-1", ada))).toMatchObject({ status: "authenticated" });
    expect(await client.social.connections.list.query()).toMatchObject([{ provider: "local" }]);
    await kit[Symbol.asyncDispose]();
  });

  it("is offered to nobody when it is the only one", async () => {
    const { kit, op } = await createSocialKit();
    const only = oidc({ id: "only", name: "Only", issuer: op.issuer, clientId: "acme", hidden: true });
    const hidden = await createTestKit({ social: { providers: [only] } });
    const state = await hidden.client(kind).session.get.query();
    const flows = state.status === "anonymous" ? state.flows.map(({ id }) => id) : [];
    expect(flows).not.toContain("provider_redirect");
    expect(flows).not.toContain("provider_token");
    await kit[Symbol.asyncDispose]();
    await hidden[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("two apps at one provider, %s client", (kind) => {
  const shared = { other: { accountsOf: "local" } };

  it("log in to the same account by either of them", async () => {
    const { kit, visitor, logIn, journey, connect } = await createSocialKit({}, shared);
    const sub = visitor("ada-1", ada);
    const client = kit.client(kind);
    const viaOther = await client.social.callback.mutate(await journey(client, sub, { provider: "other" }));
    expect(viaOther).toMatchObject({ methods: [{ method: "socialaccount", provider: "local", uid: sub }] });
    const connections = await client.social.connections.list.query();
    expect(connections).toEqual([{ provider: "local", uid: sub, display: ada.email }]);
    // Connecting it through the other app is no second connection.
    expect((await connect(client, sub)).status).toBe("authenticated");
    expect(await client.social.connections.list.query()).toEqual(connections);
    expect((await logIn(kit.client(kind), sub)).status).toBe("authenticated");
    expect(await kit.database.select().from(users)).toHaveLength(1);
    expect(
      (await refusalOf(client.social.connections.disconnect.mutate({ provider: "local", uid: sub })))?.codes,
    ).toEqual(["no_password"]);
    await kit[Symbol.asyncDispose]();
  });

  it("do not take each other's redirects", async () => {
    const { kit, visitor, journey } = await createSocialKit({}, shared);
    const client = kit.client(kind);
    const answer = await journey(client, visitor("ada-1", ada), { provider: "other" });
    const crossed = client.social.callback.mutate({ ...answer, provider: "local" });
    expect(await refusalOf(crossed)).toMatchObject({ codes: ["invalid_token/state"] });
    await kit[Symbol.asyncDispose]();
  });

  it("keep each app's tokens apart", async () => {
    const { kit, op, visitor, logIn, journey } = await createSocialKit({ social: { storeTokens: true } }, shared);
    const sub = visitor("ada-1", ada);
    const state = await logIn(kit.client(kind), sub);
    const id = state.status === "authenticated" ? state.user.id : "";
    op.withoutRefreshToken.add(sub);
    const client = kit.client(kind);
    await client.social.callback.mutate(await journey(client, sub, { provider: "other" }));
    expect(await kit.auth.getProviderTokens(id, "local")).not.toBeNull();
    kit.clock.advance(700);
    // The refresh token of the first app is not presented by the second.
    expect(await kit.auth.getProviderTokens(id, "local")).toBeNull();
    op.withoutRefreshToken.clear();
    await kit[Symbol.asyncDispose]();
  });

  it("are told apart by the client id of a token, which works once for both", async () => {
    const probe = await createSocialKit();
    const { http, sign } = await createForger(probe.op.issuer, CLIENT_SECRET);
    const { kit } = await createSocialKit(
      { social: { http } },
      { other: { ...shared.other, clientId: "partner", clientIds: ["acme"] } },
    );
    const send = async (token: { clientId: string; idToken: string }, provider = "local") =>
      kit.client(kind).social.token.mutate({ provider, process: "login", token });
    const ofPartner = { clientId: "partner", idToken: await sign({ claims: { ...ada, aud: "partner", jti: "p" } }) };
    expect(await send(ofPartner)).toMatchObject({ status: "authenticated", methods: [{ provider: "local" }] });
    const ofBoth = { clientId: "acme", idToken: await sign({ claims: { ...ada, jti: "both" } }) };
    expect(await send(ofBoth)).toMatchObject({ status: "authenticated" });
    expect((await refusalOf(send(ofBoth, "other")))?.codes).toEqual(["invalid_token/token"]);
    expect(await kit.database.select().from(users)).toHaveLength(1);
    // An app that does not share its accounts answers only for itself.
    const wrong = { clientId: "partner", idToken: await sign({ claims: { ...ada, aud: "partner", jti: "w" } }) };
    expect((await refusalOf(send({ ...wrong, clientId: "acme" })))?.codes).toEqual(["invalid_token/token"]);
    await kit[Symbol.asyncDispose]();
  });
});

describe("createAuth refuses providers", () => {
  const client = { clientId: "app", clientSecret: "secret" };
  const main = google(client);
  const elsewhere = oidc({ id: "elsewhere", name: "Elsewhere", issuer: "https://id.example.com", ...client });
  // Of the app's own, which does not say where its users' ids come from.
  const { authority: _unknown, ...nameless } = { ...elsewhere, id: "nameless" };
  it.each<[string, Provider[], RegExp]>([
    ["with one id twice", [main, google(client)], /has two providers with the id "google"/],
    [
      "that share the accounts of nobody",
      [google({ ...client, accountsOf: "google", id: "partner" })],
      /"partner": accountsOf: expected the id of another provider/,
    ],
    ["that share their own accounts", [google({ ...client, accountsOf: "google" })], /"google": accountsOf: expected/],
    [
      "that share accounts which are shared themselves",
      [main, google({ ...client, id: "a", accountsOf: "google" }), google({ ...client, id: "b", accountsOf: "a" })],
      /"b": accountsOf: expected/,
    ],
    [
      "whose service nobody knows",
      [nameless, { ...nameless, id: "other", accountsOf: "nameless" }],
      /"other": accountsOf: "nameless" is another service \(unknown\)/,
    ],
    [
      "that would log in to another service's accounts",
      [main, { ...elsewhere, accountsOf: "google" }],
      /"elsewhere": accountsOf: "google" is another service \(https:\/\/accounts\.google\.com\)/,
    ],
    ["that trust an address", [google({ ...client, trustEmails: ["a@b.c"] })], /trustEmails: expected "claimed"/],
    // As read from a database without types.
    [
      "whose option is no boolean",
      [{ ...main, hidden: "no" } as unknown as Provider],
      /hidden: expected true or false/,
    ],
  ])("%s", async (_what, providers, message) => {
    await expect(createTestKit({ social: { providers } })).rejects.toThrow(message);
  });
});
