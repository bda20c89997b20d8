import { CLIENT_SECRET } from "@latchkey/tooling/open-id-provider";
import { describe, expect, it } from "vitest";
import { allauthHandler } from "../../src/allauth/allauth.ts";
import type { NoFields } from "../../src/config/signupFields.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { type AllauthClient, allauthClients, BASE, codesOf, flowsOf } from "../support/allauthClient.ts";
import { createForger } from "../support/forgery.ts";
import { createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const ORIGIN = "http://localhost:5173";
const CALLBACK = "/accounts/{provider}/login/callback/";

async function createKit(options: TestKitOptions<NoFields> = {}) {
  const account = { ...options.account, urls: { providerCallback: CALLBACK } };
  const social = await createSocialKit({ ...options, account });
  const client = allauthClients(social.kit.auth);
  const handler = allauthHandler(social.kit.auth);
  /** Submits the form; returns where the browser is sent. */
  const redirect = async (browser: AllauthClient, fields: Record<string, string>) => {
    if (!browser.jar.cookies.has("csrftoken")) await browser.get("config");
    const csrfmiddlewaretoken = browser.jar.cookies.get("csrftoken") ?? "";
    const response = await handler(
      new Request(`${BASE}/browser/v1/auth/provider/redirect`, {
        method: "POST",
        headers: { origin: ORIGIN, cookie: browser.jar.header() ?? "", "x-forwarded-for": "192.0.2.7" },
        body: new URLSearchParams({
          csrfmiddlewaretoken,
          callback_url: "/after",
          process: "login",
          provider: "local",
          ...fields,
        }),
      }),
    );
    browser.jar.keep(response);
    return { status: response.status, location: response.headers.get("location") ?? "" };
  };
  /** Comes back from the provider, as a browser does: with cookies, from another site. */
  const comeBack = async (browser: AllauthClient, query: Record<string, string>, provider = "local") => {
    const url = `${ORIGIN}/accounts/${provider}/login/callback/?${new URLSearchParams(query)}`;
    const headers = {
      cookie: browser.jar.header() ?? "",
      "x-forwarded-for": "192.0.2.7",
      "sec-fetch-site": "cross-site",
    };
    const response = await handler(new Request(url, { headers }));
    browser.jar.keep(response);
    expect(response.status).toBe(302);
    return response.headers.get("location");
  };
  /** Goes to the provider and comes back as this person. */
  const journey = async (browser: AllauthClient, sub: string, fields: Record<string, string> = {}) => {
    const { location } = await redirect(browser, fields);
    return comeBack(browser, await social.op.visit(location, sub));
  };
  return { ...social, client, handler, redirect, comeBack, journey };
}

describe("allauth's protocol, providers in a browser", () => {
  it("redirects to a provider, logs in where it sends the browser back to, and returns to the page", async () => {
    const { client, visitor, journey, redirect } = await createKit();
    const browser = client("browser");
    expect((await browser.get("config")).data.socialaccount.providers).toMatchObject([
      { id: "local", flows: ["provider_redirect", "provider_token"], client_id: "acme" },
      { id: "other" },
    ]);
    expect(flowsOf(await browser.get("auth/session")).ids).toContain("provider_redirect");
    const { status, location } = await redirect(browser, {});
    expect([status, new URL(location).searchParams.get("redirect_uri")]).toEqual([
      302,
      `${ORIGIN}/accounts/local/login/callback/`,
    ]);
    expect(await journey(browser, visitor("ada-1", ada))).toBe(`${ORIGIN}/after`);
    const session = await browser.get("auth/session");
    expect(session.data.methods).toMatchObject([{ method: "socialaccount", provider: "local", uid: "ada-1" }]);
    expect(session.data.user.email).toBe(ada.email);
  });

  it("tells in the URL why a redirect failed", async () => {
    const { client, redirect, comeBack, op, visitor } = await createKit();
    const browser = client("browser");
    const failed = (query: string, page = "/after") => `${ORIGIN}${page}?${query}`;
    const start = async () => new URL((await redirect(browser, {})).location).searchParams.get("state") ?? "";
    expect(await comeBack(browser, { state: await start(), error: "access_denied" })).toBe(
      failed("error=cancelled&error_process=login"),
    );
    expect(await comeBack(browser, { state: await start(), error: "server_error" })).toBe(
      failed("error=unknown&error_process=login"),
    );
    const lost = failed("error=unknown&error_process=login", "/account/provider/callback");
    expect(await comeBack(browser, { state: "nonsense", code: "x" })).toBe(lost);
    expect(await comeBack(browser, {})).toBe(lost);
    const { location } = await redirect(browser, {});
    const answer = await op.visit(location, visitor("ada-1", ada));
    // Another browser, and another provider, than the redirect began with.
    expect(await comeBack(client("browser"), answer)).toBe(lost);
    expect(await comeBack(browser, answer, "other")).toBe(lost);
    expect((await browser.get("auth/session")).status).toBe(401);
    expect(await comeBack(browser, answer)).toBe(`${ORIGIN}/after`);
    expect(await comeBack(browser, answer)).toBe(lost);
  });

  it("sends a form with faults to the front end, and nobody to another site", async () => {
    const { client, redirect, handler } = await createKit();
    const browser = client("browser");
    const lost = `${ORIGIN}/account/provider/callback?error=unknown&error_process=login`;
    for (const fields of [
      { provider: "nobody" },
      { callback_url: "https://evil.example/" },
      { callback_url: "//evil.example/" },
      { process: "other" },
    ])
      expect(await redirect(browser, fields)).toEqual({ status: 302, location: lost });
    expect((await redirect(browser, { process: "connect" })).location).toContain(
      "error=permission_denied&error_process=connect",
    );
    expect((await redirect(browser, { csrfmiddlewaretoken: "x".repeat(43) })).status).toBe(403);
    const app = new Request(`${BASE}/app/v1/auth/provider/redirect`, { method: "POST", body: "provider=local" });
    expect((await handler(app)).status).toBe(404);
  });

  it("connects, lists and disconnects an account", async () => {
    const { client, kit, visitor, journey } = await createKit();
    const user = await kit.createUser();
    const browser = client("browser");
    expect((await browser.get("account/providers")).status).toBe(401);
    await browser.post("auth/login", { email: user.email, password: TEST_PASSWORD });
    await journey(browser, visitor("ada-1", ada), { process: "connect" });
    const { data } = await browser.get("account/providers");
    expect(data).toEqual([{ uid: "ada-1", provider: expect.objectContaining({ id: "local" }), display: ada.email }]);
    const remove = (account: string) => browser.send("DELETE", "account/providers", { provider: "local", account });
    expect(codesOf(await remove("nobody"))).toEqual(["account_not_found"]);
    expect(codesOf(await browser.send("DELETE", "account/providers", {})).sort()).toEqual([
      "account: required",
      "provider: required",
    ]);
    const other = client("browser");
    const stranger = await kit.createUser();
    await other.post("auth/login", { email: stranger.email, password: TEST_PASSWORD });
    expect(await journey(other, "ada-1", { process: "connect" })).toContain(
      "error=connected_other&error_process=connect",
    );
    expect((await remove("ada-1")).data).toEqual([]);
  });

  it("completes a signup for which the provider gave no address", async () => {
    const { client, visitor, journey } = await createKit({ account: { emailVerification: "none" } });
    const browser = client("browser");
    expect((await browser.get("auth/provider/signup")).status).toBe(409);
    expect((await browser.post("auth/provider/signup", ada)).status).toBe(409);
    expect(await journey(browser, visitor("ada-1", {}))).toBe(`${ORIGIN}/after`);
    expect(flowsOf(await browser.get("auth/session")).pending).toMatchObject({
      id: "provider_signup",
      provider: { id: "local", name: "The local one" },
    });
    const told = await browser.get("auth/provider/signup");
    expect(told.data).toMatchObject({
      user: { has_usable_password: false },
      account: { uid: "ada-1", provider: { id: "local" } },
      email: [],
    });
    expect(codesOf(await browser.post("auth/provider/signup", {}))).toEqual(["email: required"]);
    const done = await browser.post("auth/provider/signup", { email: ada.email });
    expect(done.data.user.email).toBe(ada.email);
  });
});

describe.each(["browser", "app"] as const)("allauth's protocol, %s client: a provider's token", (kind) => {
  async function forging() {
    const probe = await createSocialKit();
    const { http, sign } = await createForger(probe.op.issuer, CLIENT_SECRET);
    const { kit } = await createSocialKit({ social: { http } });
    return { kit, sign, client: allauthClients(kit.auth)(kind) };
  }

  it("logs in", async () => {
    const { client, sign } = await forging();
    const idToken = await sign({ claims: { ...ada, jti: "one" } });
    const ask = (fields: object) =>
      client.post("auth/provider/token", { provider: "local", process: "login", ...fields });
    const token = { client_id: "acme", id_token: idToken };
    expect(codesOf(await client.post("auth/provider/token", {})).sort()).toEqual([
      "process: required",
      "provider: required",
      "token: required",
    ]);
    expect(codesOf(await ask({ token: "text" }))).toEqual(["token: invalid_token"]);
    expect(codesOf(await ask({ token: { client_id: "acme", id_token: "rubbish" } }))).toEqual(["token: invalid_token"]);
    expect(codesOf(await ask({ token: { client_id: "acme" } }))).toEqual(["token: token_required"]);
    expect(codesOf(await ask({ token: { id_token: idToken } }))).toEqual(["token: client_id_required"]);
    expect(codesOf(await ask({ token: { ...token, client_id: "other" } }))).toEqual(["token: client_id_mismatch"]);
    expect(codesOf(await ask({ token, provider: "nobody" }))).toEqual(["token: invalid_token"]);
    expect(codesOf(await ask({ token, process: "other" }))).toEqual(["process: invalid_choice"]);
    expect((await ask({ token, process: "connect" })).status).toBe(401);
    const login = await ask({ token });
    expect(login).toMatchObject({ status: 200, data: { user: { email: ada.email } } });
    expect((await client.get("auth/session")).status).toBe(200);
  });
});
