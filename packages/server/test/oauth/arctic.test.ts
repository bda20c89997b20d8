import { afterEach, describe, expect, it, vi } from "vitest";
import { fixtureLogin, type ProviderFixture } from "../../src/testing/suites/fixtureLogin.ts";
import { type ProviderName, providers, readFixture } from "./documented/apps.ts";
import { arcticLogins, LOGIN } from "./documented/arctic.ts";

// arctic is retired and calls providers without limits, so it is not used here; but 64 providers accepted its requests.
// Ours are the same, except for the differences listed below with their reasons.

/** Endpoints that have moved, or that never were where arctic expects them. */
const MOVED: Partial<Record<ProviderName, [authorization: string, token: string]>> = {
  coinbase: ["https://login.coinbase.com/oauth2/auth", "https://login.coinbase.com/oauth2/token"],
  // Version 16 of the Graph API has ended.
  facebook: ["https://www.facebook.com/v24.0/dialog/oauth", "https://graph.facebook.com/v24.0/oauth/access_token"],
  // Only the rest of the API is below /api/v1.
  mastodon: ["https://mastodon.social/oauth/authorize", "https://mastodon.social/oauth/token"],
  shikimori: ["https://shikimori.io/oauth/authorize", "https://shikimori.io/oauth/token"],
  twitter: ["https://x.com/i/oauth2/authorize", "https://api.x.com/2/oauth2/token"],
  // VK ID replaced oauth.vk.com.
  vk: ["https://id.vk.com/authorize", "https://id.vk.com/oauth2/auth"],
};

/** What we send in addition: state and challenge where arctic omits them, the nonce, and what an app must choose. */
const OURS = [
  "state",
  "nonce",
  "code_challenge",
  "code_challenge_method",
  "response_mode",
  "claims",
  "sub_type",
  "organization",
  "scope",
];

afterEach(() => {
  vi.unstubAllGlobals();
});

/** arctic's token request for a code. */
async function caught(
  exchange: () => Promise<unknown>,
): Promise<{ url: string; form: URLSearchParams; authorization: string | null }> {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    requests.push(request.clone());
    return Response.json({ access_token: "x", body: { access_token: "x" } });
  });
  await exchange();
  const [request] = requests;
  if (request === undefined) throw new Error("arctic sent nothing");
  const form = new URLSearchParams(await request.text());
  return { url: request.url, form, authorization: request.headers.get("authorization") };
}

describe.each(Object.keys(arcticLogins))("%s", (key) => {
  // The record has exactly these keys.
  const name = key as keyof typeof arcticLogins;
  // Written by hand in exactly this shape; the suite fails on any other.
  const fixture = { ...(readFixture(name) as ProviderFixture), provider: providers[name] };
  const [authorization, token] = MOVED[name] ?? [];

  it("sends the same authorization request as arctic", async () => {
    const { provider, http } = await fixtureLogin(fixture);
    const ours = await provider.authorizationUrl(LOGIN, http);
    const [theirs] = arcticLogins[name](
      (ours.searchParams.get("scope") ?? "").split(/[ ,]/).filter((scope) => scope !== ""),
    );
    expect(ours.origin + ours.pathname).toBe(authorization ?? theirs.origin + theirs.pathname);
    const [sent, expected] = [ours, theirs].map((url) => Object.fromEntries(url.searchParams));
    expect(sent).toMatchObject(expected ?? {});
    const besides = Object.keys(sent ?? {}).filter((field) => !theirs.searchParams.has(field));
    expect(besides.filter((field) => !OURS.includes(field))).toEqual([]);
  });

  it("sends the same token request as arctic", async () => {
    const login = await fixtureLogin(fixture);
    const scopes = (await login.provider.authorizationUrl(LOGIN, login.http)).searchParams.get("scope") ?? "";
    const theirs = await caught(arcticLogins[name](scopes.split(" "))[1]);
    await login.provider.exchange({ ...LOGIN, extra: fixture.extra }, login.http);
    const ours = login.requests.find(({ name: called }) => called === `POST ${fixture.tokenEndpoint}`);
    expect(fixture.tokenEndpoint).toBe(token ?? theirs.url);
    // OpenID providers accept the secret in the form as well; VK ID requires none, and Apple's is new each time.
    const credentials = ["client_id", "client_secret"];
    const isFree = fixture.claims !== undefined || name === "vk";
    const form = Object.fromEntries([...theirs.form].filter(([field]) => !isFree || !credentials.includes(field)));
    expect(Object.fromEntries(ours?.form ?? [])).toMatchObject(form);
    if (!isFree) expect(ours?.headers.get("authorization")).toBe(theirs.authorization);
  });
});
