import { describe, expect, it } from "vitest";
import type { AuthOptions } from "../../src/index.ts";
import { oauth2 } from "../../src/providers.ts";
import { parseSetCookie, type SetCookie } from "../../src/testing.ts";
import { createTestKit } from "../support/kit.ts";

const acme = oauth2({
  id: "acme",
  name: "Acme",
  clientId: "app",
  clientSecret: "secret",
  scopes: [],
  authorizationEndpoint: "https://id.example.com/authorize",
  tokenEndpoint: "https://id.example.com/token",
  profile: async () => ({ uid: "1", emails: [], raw: {} }),
});

/** Every cookie that an app can set: for a journey to a provider, a pending login, trust and a session. */
async function everyCookie(cookie: NonNullable<AuthOptions["session"]>["cookie"] = {}): Promise<SetCookie[]> {
  await using kit = await createTestKit({
    origin: "https://app.acme.com",
    rateLimits: false,
    social: { providers: [acme] },
    mfa: { trust: true },
    session: { cookie },
  });
  const ada = await kit.createUser({ totp: true });
  const client = kit.client("browser");
  const found = new Map<string, SetCookie>();
  const collect = () => {
    for (const set of (client.lastResponse?.headers.getSetCookie() ?? []).map(parseSetCookie))
      if (set.maxAge !== 0) found.set(set.name, set);
  };
  await client.social.redirect.mutate({ provider: "acme", process: "login", callbackUrl: `/${"x".repeat(1_900)}` });
  collect();
  await client.account.login.mutate({ email: ada.email, password: ada.password });
  collect();
  await client.mfa.authenticate.mutate({ code: await kit.totp(ada) });
  collect();
  await client.mfa.trust.mutate({ trust: true });
  collect();
  return [...found.values()];
}

const written = ({ name, attributes }: SetCookie) =>
  `${name}: ${[...attributes]
    .filter(([attribute]) => attribute !== "max-age")
    .map(([attribute, value]) => (value === "" ? attribute : `${attribute}=${value}`))
    .join("; ")}`;

describe("every cookie", () => {
  it("is bound to its host, hidden from scripts, sent only over TLS and not from other sites", async () => {
    expect((await everyCookie()).map(written)).toEqual([
      "__Host-latchkey.redirect: path=/; httponly; secure; samesite=Lax",
      "__Host-latchkey.flow: path=/; httponly; secure; samesite=Lax",
      "__Host-latchkey.trust: path=/; httponly; secure; samesite=Lax",
      "__Host-latchkey.session: path=/; httponly; secure; samesite=Lax",
    ]);
  });

  it("is shared with subdomains only where the app wants that, and then is __Secure-; that of a provider redirect never is", async () => {
    expect((await everyCookie({ domain: "acme.com", sameSite: "strict" })).map(written)).toEqual([
      "__Host-latchkey.redirect: path=/; httponly; secure; samesite=Strict",
      "__Secure-latchkey.flow: domain=acme.com; path=/; httponly; secure; samesite=Strict",
      "__Secure-latchkey.trust: domain=acme.com; path=/; httponly; secure; samesite=Strict",
      "__Secure-latchkey.session: domain=acme.com; path=/; httponly; secure; samesite=Strict",
    ]);
  });

  it("is short, whatever its name and wherever its user is headed", async () => {
    for (const { name, value } of await everyCookie({ name: "x".repeat(40) }))
      expect(name.length + value.length).toBeLessThan(128);
  });
});
