import { describe, expect, it } from "vitest";
import type { NoFields } from "../../src/config/signupFields.ts";
import { sessions, users } from "../../src/schema.ts";
import type { TestKitOptions } from "../../src/testing.ts";
import { journeyOf } from "../support/coming.ts";
import { refusalOf } from "../support/errors.ts";
import type { Client } from "../support/passkeys.ts";
import { type Answer, createSocialKit } from "../support/socialKit.ts";

const ada = { email: "ada@example.com", email_verified: true };
const ORIGIN = "http://localhost:5173";

async function createServerKit(options: TestKitOptions<NoFields> = {}) {
  const social = await createSocialKit({ ...options, social: { serverCallback: true, ...options.social } });
  const { kit } = social;
  /** The browser follows the provider's redirect to the server. */
  const comeBack = async (client: Client, { provider, ...answer }: Partial<Answer>, init: RequestInit = {}) => {
    const url = `https://api.example.com/auth/server-callback/${provider}?${new URLSearchParams(answer as Answer)}`;
    const cookie = client.jar.header();
    const headers = { ...(cookie === undefined ? {} : { cookie }), ...(init.headers as Record<string, string>) };
    const response = await kit.auth.handler(new Request(url, { ...init, headers }));
    if (response !== null) client.jar.keep(response);
    return response;
  };
  const placeOf = async (response: Promise<Response | null>) => (await response)?.headers.get("location");
  return { ...social, comeBack, placeOf, browser: kit.client("browser") };
}

describe("a provider that returns the browser to the server", () => {
  it("logs in, sets the cookies, and continues where the redirect was begun", async () => {
    const { kit, visitor, journey, comeBack, browser } = await createServerKit();
    const answer = await journey(browser, visitor("ada-1", ada));
    const response = await comeBack(browser, answer);
    expect(response?.status).toBe(302);
    expect(response?.headers.get("location")).toBe(`${ORIGIN}/after`);
    expect(response?.headers.get("cache-control")).toBe("private, no-store");
    expect(response?.headers.get("referrer-policy")).toBe("no-referrer");
    expect([...browser.jar.cookies.keys()]).toEqual(["latchkey.session"]);
    expect(await browser.session.get.query()).toMatchObject({
      status: "authenticated",
      user: { email: ada.email },
      methods: [{ method: "socialaccount", provider: "local", uid: "ada-1" }],
    });
    await kit[Symbol.asyncDispose]();
  });

  it("continues with the step at which the login waits", async () => {
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit();
    const answer = await journey(browser, visitor("ghost", {}));
    expect(await placeOf(comeBack(browser, answer))).toBe(`${ORIGIN}/after`);
    expect(await browser.session.get.query()).toMatchObject({ status: "pending", flow: { id: "provider_signup" } });
    await kit[Symbol.asyncDispose]();
  });

  it("tells the page why it failed, and what for, but nothing else", async () => {
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit({
      account: { signup: { open: false } },
    });
    const closed = await journey(browser, visitor("new-1", ada));
    const place = `${ORIGIN}/after?error=signup_closed&error_process=login`;
    expect(await placeOf(comeBack(browser, closed))).toBe(place);
    const denied = { ...(await journey(browser, "new-1")), code: "", error: "access_denied" };
    expect(await placeOf(comeBack(browser, denied))).toBe(`${ORIGIN}/after?error=access_denied&error_process=login`);
    const user = await kit.createUser();
    const owner = await kit.clientOf(user, "browser");
    const other = await kit.clientOf(await kit.createUser(), "browser");
    expect(await placeOf(comeBack(owner, await journey(owner, "new-1", { process: "connect" })))).toBe(
      `${ORIGIN}/after`,
    );
    expect(await placeOf(comeBack(other, await journey(other, "new-1", { process: "connect" })))).toBe(
      `${ORIGIN}/after?error=connected_other&error_process=connect`,
    );
    await kit[Symbol.asyncDispose]();
  });

  it("tells an internal error as one, and where to continue", async () => {
    const failing = () => {
      throw new Error("a secret detail");
    };
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit({
      hooks: { onLogin: failing },
    });
    const answer = await journey(browser, visitor("ada-1", ada));
    const place = `${ORIGIN}/after?error=server_error&error_process=login`;
    expect(await placeOf(comeBack(browser, answer))).toBe(place);
    expect(kit.errors.map(String)).toEqual(["Error: a secret detail"]);
    await kit[Symbol.asyncDispose]();
  });

  it("is not for another browser, for a second time, or for a state of nobody", async () => {
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit({
      account: { urls: { providerError: "/login?from=provider" } },
    });
    const unknown = `${ORIGIN}/login?from=provider&error=invalid_token`;
    const answer = await journey(browser, visitor("ada-1", ada));
    const stranger = kit.client("browser");
    expect(await placeOf(comeBack(stranger, answer))).toBe(unknown);
    await journey(stranger, "ada-1");
    expect(await placeOf(comeBack(stranger, answer))).toBe(unknown);
    expect(await placeOf(comeBack(browser, { ...answer, state: "A".repeat(43) }))).toBe(unknown);
    expect(await placeOf(comeBack(browser, { provider: "local" }))).toBe(`${ORIGIN}/login?from=provider&error=invalid`);
    expect(await kit.database.select().from(users)).toEqual([]);
    expect(await placeOf(comeBack(browser, answer))).toBe(`${ORIGIN}/after`);
    expect(await placeOf(comeBack(browser, answer))).toBe(unknown);
    await kit[Symbol.asyncDispose]();
  });

  it("never redirects to what the request names", async () => {
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit();
    const answer = await journey(browser, visitor("ada-1", ada));
    const evil = { callbackUrl: "https://evil.com", redirect_uri: "https://evil.com", next: "//evil.com" };
    expect(await placeOf(comeBack(browser, { ...answer, ...evil }))).toBe(`${ORIGIN}/after`);
    await kit[Symbol.asyncDispose]();
  });

  it("keeps the code for the visit itself: a look at it, or ahead, does not use it up", async () => {
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit();
    const answer = await journey(browser, visitor("ada-1", ada));
    const looked = await comeBack(browser, answer, { method: "HEAD" });
    expect([looked?.status, looked?.headers.get("location")]).toEqual([200, null]);
    for (const [name, value] of [
      ["sec-purpose", "prefetch;prerender"],
      ["purpose", "prefetch"],
      ["x-moz", "prefetch"],
    ] as const) {
      const ahead = await comeBack(browser, answer, { headers: { [name]: value } });
      expect([ahead?.status, ahead?.headers.getSetCookie()]).toEqual([503, []]);
    }
    expect(await kit.database.select().from(sessions)).toEqual([]);
    expect(await comeBack(browser, answer, { method: "POST" })).toBeNull();
    expect(await placeOf(comeBack(browser, answer))).toBe(`${ORIGIN}/after`);
    await kit[Symbol.asyncDispose]();
  });

  it("counts visits against the limit, before the code is used", async () => {
    const { kit, visitor, journey, comeBack, placeOf, browser } = await createServerKit({
      rateLimits: { socialLogin: "2/m/ip" },
      clientAddress: () => "192.0.2.1",
    });
    const answer = await journey(browser, visitor("ada-1", ada));
    const wrong = { ...answer, state: "A".repeat(43) };
    for (const error of ["invalid_token", "invalid_token", "rate_limited"])
      expect(await placeOf(comeBack(browser, wrong))).toBe(`${ORIGIN}/?error=${error}`);
    kit.clock.advance(60);
    expect(await placeOf(comeBack(browser, answer))).toBe(`${ORIGIN}/after`);
    await kit[Symbol.asyncDispose]();
  });

  it("is refused where nothing tells the address that limits count by; the caller may tell it", async () => {
    const { kit, visitor, journey, browser } = await createServerKit({ rateLimits: {}, trustedProxies: 1 });
    const { provider, ...answer } = await journey(browser, visitor("ada-1", ada));
    const url = `${ORIGIN}/auth/server-callback/${provider}?${new URLSearchParams(answer)}`;
    const headers = { cookie: browser.jar.header() ?? "" };
    await expect(kit.auth.handler(new Request(url, { headers }))).rejects.toThrow(/clientAddress/);
    const response = await kit.auth.handler(new Request(url, { headers }), { clientAddress: "192.0.2.1" });
    expect(response?.headers.get("location")).toBe(`${ORIGIN}/after`);
    await kit[Symbol.asyncDispose]();
  });

  it("does so only where the app wants it, and apps keep the page", async () => {
    const { kit, visitor, journey, comeBack, browser } = await createServerKit({
      social: { serverCallback: ["other"] },
    });
    visitor("ada-1", ada);
    expect(await comeBack(browser, { provider: "local", state: "s", code: "c" })).toBeNull();
    const addressOf = async (client: Client, provider: string) => {
      const asked = { provider, process: "login", callbackUrl: "/after" } as const;
      const { redirectUrl } = await client.social.redirect.mutate(asked);
      return new URL(redirectUrl).searchParams.get("redirect_uri");
    };
    expect(await addressOf(browser, "local")).toBe(`${ORIGIN}/auth/callback/local`);
    expect(await addressOf(browser, "other")).toBe(`${ORIGIN}/auth/server-callback/other`);
    const app = kit.client("app");
    expect(await addressOf(app, "other")).toBe(`${ORIGIN}/auth/callback/other`);
    const state = await app.social.callback.mutate(await journey(app, "ada-1", { provider: "other" }));
    expect(state).toMatchObject({ status: "authenticated" });
    await kit[Symbol.asyncDispose]();
  });

  it("is reached by a provider that posts a form, without the tokens that it may post as well", async () => {
    const { oidc } = await import("../../src/providers.ts");
    const issuer = "https://id.example.com";
    const apple = oidc({ id: "apple-like", name: "Apple-like", issuer, clientId: "acme", responseMode: "form_post" });
    const { kit } = await createSocialKit({ social: { providers: [apple], serverCallback: true } });
    const body = new URLSearchParams({ code: "c", state: "s", user: "{}", id_token: "secret", provider: "google" });
    const posted = new Request(`${ORIGIN}/auth/form-post/apple-like`, { method: "POST", body });
    const response = await kit.auth.handler(posted);
    expect(response?.headers.get("location")).toBe(
      `${ORIGIN}/auth/server-callback/apple-like?code=c&state=s&user=%7B%7D`,
    );
    await kit[Symbol.asyncDispose]();
  });
});

describe.each(["browser", "app"] as const)("social.callback, %s client", (kind) => {
  const after = (process: string) => ({ process, callbackUrl: "/after" });

  it("returns where the redirect was begun, and what for, with each failure once its state was recognised", async () => {
    const { kit, visitor, journey } = await createSocialKit({ account: { signup: { open: false } } });
    const client = kit.client(kind);
    const failed = async (changed: object, from = client, process: "login" | "connect" = "login") =>
      journeyOf(from.social.callback.mutate({ ...(await journey(from, sub, { process })), ...changed }));
    const sub = visitor("ada-1", ada);
    expect(await failed({})).toEqual({ codes: ["signup_closed"], ...after("login") });
    expect(await failed({ error: "access_denied" })).toEqual({ codes: ["access_denied"], ...after("login") });
    expect(await failed({ error: "server_error" })).toEqual({ codes: ["provider_failed"], ...after("login") });
    expect(await failed({ iss: "https://evil.example" })).toEqual({ codes: ["invalid_token"], ...after("login") });
    expect(await failed({ code: "" })).toEqual({ codes: ["required"], ...after("login") });
    expect(await failed({ code: "wrong" })).toEqual({ codes: ["invalid_token"], ...after("login") });
    const owner = await kit.clientOf(await kit.createUser(), kind);
    expect(await failed({}, owner, "connect")).toBeNull();
    const other = await kit.clientOf(await kit.createUser(), kind);
    expect(await failed({}, other, "connect")).toEqual({ codes: ["connected_other"], ...after("connect") });
    expect(await failed({}, other)).toEqual({ codes: ["already_authenticated"], ...after("login") });
    // A state that was not recognised belongs to nobody, whose page is unknown.
    expect(await failed({ state: "A".repeat(43) })).toEqual({ codes: ["invalid_token"] });
    await kit[Symbol.asyncDispose]();
  });

  it("returns them with an internal error as well, whose details stay hidden", async () => {
    const failing = () => {
      throw new Error("a secret detail");
    };
    const { kit, visitor, journey } = await createSocialKit({ hooks: { onLogin: failing } });
    const client = kit.client(kind);
    const answer = await journey(client, visitor("ada-1", ada));
    const call = client.social.callback.mutate(answer);
    const told = await call.catch((error: unknown) => JSON.stringify(error));
    expect(told).not.toContain("secret detail");
    expect(await journeyOf(call)).toEqual({ codes: [], ...after("login") });
    expect(await refusalOf(call)).toMatchObject({ trpc: "INTERNAL_SERVER_ERROR" });
    expect(kit.errors.map(String)).toEqual(["Error: a secret detail"]);
    await kit[Symbol.asyncDispose]();
  });
});
