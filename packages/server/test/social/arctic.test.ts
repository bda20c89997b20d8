import { CLIENT_ID, CLIENT_SECRET, startOpenIdProvider } from "@latchkey/tooling/open-id-provider";
import { Gitea, KeyCloak } from "arctic";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { arcticProvider, type Provider } from "../../src/providers.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import type { Answer } from "../support/socialKit.ts";

const REDIRECT = "http://localhost:5173/auth/callback/acme";
const SCOPES = ["openid", "profile", "email"];
const ada = { email: "ada@example.com", email_verified: true, name: "Ada", preferred_username: "ada" };
const me = z.object({ sub: z.string(), email: z.string(), email_verified: z.boolean() });

const openId = (issuer: string): Provider =>
  arcticProvider({
    id: "acme",
    name: "Acme",
    client: new KeyCloak(issuer, CLIENT_ID, CLIENT_SECRET, REDIRECT),
    scopes: SCOPES,
    issuer,
  });

const oauth2 = (issuer: string): Provider =>
  arcticProvider({
    id: "acme",
    name: "Acme",
    client: new Gitea(issuer, CLIENT_ID, CLIENT_SECRET, REDIRECT),
    scopes: SCOPES,
    async profile({ accessToken }, http) {
      const raw = await http.json(`${issuer}/me`, { bearer: accessToken });
      const { sub, email, email_verified: verified } = me.parse(raw);
      return { uid: sub, emails: [{ email, verified, primary: true }], raw: { sub } };
    },
  });

describe.each([
  ["OpenID (KeyCloak)", openId, "/protocol/openid-connect/auth", "/protocol/openid-connect/token"],
  ["OAuth 2.0 (Gitea)", oauth2, "/login/oauth/authorize", "/login/oauth/access_token"],
] as const)("login by a client of arctic's for %s", (_what, make, authorization, token) => {
  it("ends in a session, once for each redirect, and keeps its tokens where the app wants them", async () => {
    const op = await startOpenIdProvider([REDIRECT], { routes: { authorization, token } });
    const kit = await createTestKit({
      rateLimits: false,
      social: { providers: [make(op.issuer)], storeTokens: true },
    });
    kit.clock.advance((Date.now() - kit.clock.now().getTime()) / 1000);
    op.people.set("ada-1", ada);
    const client = kit.client("browser");
    const { redirectUrl } = await client.social.redirect.mutate({
      provider: "acme",
      process: "login",
      callbackUrl: "/after",
    });
    // The fields that the provider adds to its response have no type.
    const answer = { provider: "acme", ...(await op.visit(redirectUrl, "ada-1")) } as Answer;
    const state = await client.social.callback.mutate(answer);
    expect(state).toMatchObject({
      status: "authenticated",
      callbackUrl: "/after",
      user: { email: ada.email, emailVerified: true },
      methods: [{ method: "socialaccount", provider: "acme", uid: "ada-1" }],
    });
    const userId = state.status === "authenticated" ? state.user.id : "";
    expect(await kit.auth.getProviderTokens(userId, "acme")).toMatchObject({ accessToken: expect.any(String) });
    const again = await refusalOf(kit.client("browser").social.callback.mutate(answer));
    expect(again).toEqual({ trpc: "BAD_REQUEST", codes: ["invalid_token/state"] });
    await op.close();
    await kit[Symbol.asyncDispose]();
  });
});
