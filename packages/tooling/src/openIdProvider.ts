import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider, { type Configuration } from "oidc-provider";
import { plainRequest } from "./nodeFetch.ts";

/** The provider's data about a user. `sub` is the key. */
export interface Person {
  email?: string;
  email_verified?: boolean;
  name?: string;
  preferred_username?: string;
}

/** A certified OpenID provider on this machine, and a browser that logs in there. */
export interface OpenIdProvider {
  issuer: string;
  people: Map<string, Person>;
  /** Users who get no refresh token, as at many providers for a repeated login. */
  withoutRefreshToken: Set<string>;
  /**
   * Follows an authorization URL like a browser in which this user logs in and consents.
   * @returns the parameters of the response
   */
  visit(authorizationUrl: string, sub: string): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export const CLIENT_ID = "acme";
export const CLIENT_SECRET = "a secret between the two";

export interface OpenIdProviderOptions {
  /** The paths of the authorization and token endpoints, for clients that expect another provider's [/auth, /token]. */
  routes?: { authorization: string; token: string };
  /** [true] */
  requiresPkce?: boolean;
}

/** @param redirectUris to which it may send users back */
export async function startOpenIdProvider(
  redirectUris: string[],
  options: OpenIdProviderOptions = {},
): Promise<OpenIdProvider> {
  const people = new Map<string, Person>();
  const withoutRefreshToken = new Set<string>();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, configuration({ people, withoutRefreshToken }, redirectUris, options));
  const callback = provider.callback();
  let visitor = "";
  const answer: Parameters<typeof createServer>[1] & {} = async (request, response) => {
    if (!request.url?.startsWith("/interaction/")) return void callback(request, response);
    const { prompt, params, grantId } = await provider.interactionDetails(request, response);
    if (prompt.name === "login")
      return provider.interactionFinished(request, response, { login: { accountId: visitor } });
    const grant =
      (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
      new provider.Grant({ accountId: visitor, clientId: String(params["client_id"]) });
    grant.addOIDCScope(String(params["scope"]));
    const consent = { grantId: await grant.save() };
    await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  };
  return {
    issuer,
    people,
    withoutRefreshToken,
    async visit(authorizationUrl, sub) {
      visitor = sub;
      const cookies = new Map<string, string>();
      let url = authorizationUrl;
      for (let hop = 0; hop < 10; hop += 1) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
        const answered = await plainRequest(url, { headers: { cookie } });
        for (const line of answered.headers["set-cookie"] ?? []) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
          cookies.set(name, value);
        }
        const { location } = answered.headers;
        if (location === undefined) throw new Error(`the provider answered ${answered.status}: ${answered.body}`);
        url = new URL(location, url).href;
        if (redirectUris.some((own) => url.startsWith(own))) return Object.fromEntries(new URL(url).searchParams);
      }
      throw new Error("the provider redirects without end");
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configuration(
  { people, withoutRefreshToken }: Pick<OpenIdProvider, "people" | "withoutRefreshToken">,
  redirectUris: string[],
  { routes, requiresPkce = true }: OpenIdProviderOptions,
): Configuration {
  return {
    ...(routes === undefined ? {} : { routes }),
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: redirectUris,
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
      },
    ],
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return person === undefined ? undefined : { accountId: sub, claims: async () => ({ sub, ...person }) };
    },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    scopes: ["openid", "email", "profile", "offline_access"],
    conformIdTokenClaims: false,
    pkce: { required: () => requiresPkce },
    issueRefreshToken: async (_context, _client, { accountId }) => !withoutRefreshToken.has(accountId ?? ""),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    cookies: { keys: ["a key for the cookies of tests"] },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 600, IdToken: 600, RefreshToken: 600 },
  };
}

export { nodeFetch } from "./nodeFetch.ts";
