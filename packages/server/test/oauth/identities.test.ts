import { createHash } from "node:crypto";
import { decodeJwt, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { authelia } from "../../src/oauth/providers/authelia.ts";
import { feishu } from "../../src/oauth/providers/feishu.ts";
import { lemonldap } from "../../src/oauth/providers/lemonldap.ts";
import { mediawiki } from "../../src/oauth/providers/mediawiki.ts";
import { netiq } from "../../src/oauth/providers/netiq.ts";
import { nextcloud } from "../../src/oauth/providers/nextcloud.ts";
import { odnoklassniki } from "../../src/oauth/providers/odnoklassniki.ts";
import { orcid } from "../../src/oauth/providers/orcid.ts";
import { paypal } from "../../src/oauth/providers/paypal.ts";
import { sharefile } from "../../src/oauth/providers/sharefile.ts";
import { shopify } from "../../src/oauth/providers/shopify.ts";
import { trainingPeaks } from "../../src/oauth/providers/trainingPeaks.ts";
import { zoho } from "../../src/oauth/providers/zoho.ts";
import {
  type Change,
  type FixturePath,
  fixtureLogin,
  type ProviderFixture,
  REQUEST,
} from "../../src/testing/suites/fixtureLogin.ts";
import { app, type ProviderName, providers, readFixture } from "./documented/apps.ts";

function login(name: ProviderName, change?: Change) {
  // Written by hand in exactly this shape.
  const fixture = readFixture(name) as Omit<ProviderFixture, "provider">;
  return fixtureLogin({ ...fixture, provider: providers[name] }, change);
}
const run = async (name: ProviderName, at: FixturePath, to: unknown) => (await login(name, { at, to })).run();
const credentials = { client_id: app.clientId, client_secret: app.clientSecret };
const refused = { name: "ProviderError" };

describe("the id of an account", () => {
  it("at HubSpot and Mailchimp is that of the person in the company's account", async () => {
    const introspection = "POST https://api.hubapi.com/oauth/2026-09/token/introspect";
    expect((await run("hubspot", [introspection, "hub_id"], 1)).uid).toBe("1_123456");
    const metadata = "GET https://login.mailchimp.com/oauth2/metadata";
    expect((await run("mailchimp", [metadata, "user_id"], 1)).uid).toBe("1_88888888");
    await expect(run("mailchimp", [metadata, "user_id"], undefined)).rejects.toMatchObject(refused);
  });

  it("at EVE Online is the character's owner, in a token for this app", async () => {
    // As above.
    const { access_token } = (readFixture("eveOnline") as ProviderFixture).tokens;
    const claims = decodeJwt(String(access_token));
    const owner = (others: Record<string, unknown>) =>
      run("eveOnline", ["tokens", "access_token"], new UnsecuredJWT({ ...claims, ...others }).encode());
    expect((await owner({ owner: "the-buyer" })).uid).toBe("the-buyer");
    expect((await owner({ iss: "login.eveonline.com" })).uid).toBe(claims.owner);
    for (const wrong of [{ aud: ["another-app", "EVE Online"] }, { iss: "https://evil.example" }, { owner: undefined }])
      await expect(owner(wrong)).rejects.toMatchObject(refused);
  });

  it("at Weibo is the one beside the tokens, and of nobody else's profile", async () => {
    await expect(run("weibo", ["tokens", "uid"], "1")).rejects.toMatchObject(refused);
  });

  it("at Instagram is found in a list of one, as documented, and without it, as sent", async () => {
    const at = ["GET https://graph.instagram.com/v24.0/me"] as const;
    const user = { user_id: "7", username: "ada" };
    expect(await run("instagram", at, user)).toMatchObject({ uid: "7", username: "ada" });
    const flat = { access_token: "the-access-token", user_id: "17841405793187218" };
    const exchanged = await login("instagram", { at: ["POST https://api.instagram.com/oauth/access_token"], to: flat });
    expect(await exchanged.exchange()).toMatchObject({ accessToken: "the-access-token" });
  });
});

describe("an address that the provider did not check itself", () => {
  it.each(["authelia", "cilogon", "dataporten", "globus", "netiq"] as const)("is not verified: %s", async (name) => {
    const made = await run(name, ["claims", "email_verified"], true);
    expect(made.emails).toEqual([{ email: "ada@example.com", verified: false, primary: true }]);
  });
});

describe("what a provider learns", () => {
  it("is a token for a server of Questrade alone", async () => {
    for (const to of [
      "https://evil.example/",
      "http://api01.iq.questrade.com/",
      "https://iq.questrade.com.evil.example",
    ]) {
      const made = await login("questrade", { at: ["tokens", "api_server"], to });
      await expect(made.run()).rejects.toMatchObject(refused);
      expect(made.requests.map(({ url }) => url.hostname)).toEqual(["login.questrade.com"]);
    }
  });

  it("keeps tokens out of URLs, but for the two whose API has no other place", async () => {
    const inUrls: string[] = [];
    for (const name of Object.keys(providers)) {
      // The record has exactly these keys.
      const made = await login(name as ProviderName);
      await made.run();
      if (made.requests.some(({ url }) => url.href.includes("the-access-token"))) inUrls.push(name);
    }
    expect(inUrls).toEqual(["mailru", "stackExchange"]);
  });

  it("Feishu and Lark get token requests as JSON, and OK its scopes between semicolons", async () => {
    const made = await login("feishu");
    await made.exchange();
    expect(JSON.parse(made.requests[0]?.body ?? "")).toMatchObject({
      ...credentials,
      grant_type: "authorization_code",
    });
    const lark = await feishu({ ...app, lark: true }).authorizationUrl(REQUEST, made.http);
    expect(lark.hostname).toBe("accounts.larksuite.com");
    const scopes = ["VALUABLE_ACCESS", "GET_EMAIL"];
    const ok = odnoklassniki({ ...app, applicationKey: "key", scopes });
    expect((await ok.authorizationUrl(REQUEST, made.http)).searchParams.get("scope")).toBe("VALUABLE_ACCESS;GET_EMAIL");
  });

  it("OK gets a signed call", async () => {
    const md5 = (value: string) => createHash("md5").update(value).digest("hex");
    const made = await login("odnoklassniki");
    await made.run();
    const key = md5(`the-access-token${app.clientSecret}`);
    expect(Object.fromEntries(made.requests.at(-1)?.form ?? [])).toEqual({
      access_token: "the-access-token",
      application_key: "the-application-key",
      format: "json",
      method: "users.getCurrentUser",
      sig: md5(`application_key=the-application-keyformat=jsonmethod=users.getCurrentUser${key}`),
    });
  });

  it("Shopify is asked for a person, not for the shop", async () => {
    const { provider, http } = await login("shopify");
    const url = await provider.authorizationUrl(REQUEST, http);
    expect(url.searchParams.get("grant_options[]")).toBe("per-user");
    await expect(run("shopify", ["tokens", "associated_user"], undefined)).rejects.toMatchObject(refused);
  });
});

describe("a provider with an address of its own", () => {
  it.each([
    ["authelia", (instance: string) => authelia({ ...app, instance })],
    ["lemonldap", (issuer: string) => lemonldap({ ...app, issuer })],
    ["mediawiki", (restApi: string) => mediawiki({ ...app, restApi })],
    ["netiq", (instance: string) => netiq({ ...app, instance })],
    ["nextcloud", (instance: string) => nextcloud({ ...app, instance })],
  ])("is reached over https alone: %s", (name, provider) => {
    expect(provider("https://login.acme.com/").id).toBe(name);
    for (const wrong of [
      "http://login.acme.com",
      "login.acme.com",
      "javascript:alert(1)//",
      "https://u:p@acme.com",
      "",
    ])
      expect(() => provider(wrong), wrong).toThrow("expected an https URL");
  });

  it("is one of the provider's own domains", () => {
    for (const shop of ["acme", "acme.myshopify.com.evil.example", "evil.example/acme.myshopify.com", ""])
      expect(() => shopify({ ...app, shop }), shop).toThrow("expected shop");
    for (const subdomain of ["acme.evil.example", "evil.example/", "", "@evil"])
      expect(() => sharefile({ ...app, subdomain }), subdomain).toThrow("expected subdomain");
    for (const domain of ["evil.example", "zoho.com.evil.example", "zoho", "evil.zoho.com", "zoho.com/"])
      expect(() => zoho({ ...app, domain }), domain).toThrow("expected domain");
    for (const domain of ["zoho.eu", "zoho.com.au", "zohocloud.ca"]) expect(zoho({ ...app, domain }).id).toBe("zoho");
  });

  it("may be a sandbox", async () => {
    const { http } = await login("paypal");
    const hosts = [paypal, trainingPeaks].map(async (make) => {
      const url = await make({ ...app, sandbox: true }).authorizationUrl(REQUEST, http);
      return url.hostname;
    });
    expect(await Promise.all(hosts)).toEqual(["www.sandbox.paypal.com", "oauth.sandbox.trainingpeaks.com"]);
    expect(orcid({ ...app, sandbox: true }).issuer).toBe("https://sandbox.orcid.org");
  });
});
