import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/** A user of the provider. */
export interface Claims {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
  preferred_username?: string;
}

/** An OpenID provider that both servers ask, on the clock of the scenarios. */
export interface Issuer {
  readonly url: string;
  /** Seconds since 1970. */
  now: number;
  /** Who is logged in at it, for browsers that visit it. */
  visitor: Claims;
  /** What a person who consents comes back with. @returns the path and query of the callback */
  consent(authorizationUrl: string, claims: Claims): string;
  /** The same for one who does not, or whose provider fails. */
  refuse(authorizationUrl: string, error: string): string;
  /** An ID token as an app gets it, of the known audience unless said otherwise. */
  idToken(claims: Claims, others?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

export const PROVIDER = { id: "acme-id", name: "Acme ID", clientId: "acme", clientSecret: "a secret between the two" };

interface Grant {
  claims: Claims;
  nonce: string | null;
}

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "key-1", alg: "RS256", use: "sig" };
  const grants = new Map<string, Grant>();
  const tokens = new Map<string, Claims>();
  const answers: Record<string, (request: IncomingMessage, body: string) => unknown> = {
    "/.well-known/openid-configuration": () => configuration(issuer.url),
    "/jwks": () => ({ keys: [jwk] }),
    async "/token"(_request, body) {
      const grant = grants.get(new URLSearchParams(body).get("code") ?? "");
      if (grant === undefined) return { error: "invalid_grant" };
      const accessToken = randomUUID();
      tokens.set(accessToken, grant.claims);
      const nonce = grant.nonce === null ? {} : { nonce: grant.nonce };
      const idToken = await issuer.idToken(grant.claims, nonce);
      return { access_token: accessToken, token_type: "Bearer", expires_in: 600, id_token: idToken };
    },
    "/userinfo": ({ headers }) => tokens.get(headers.authorization?.replace("Bearer ", "") ?? "") ?? {},
  };
  const server = createServer(async (request, response) => {
    if (request.url?.startsWith("/authorize?")) return void response.end(consentPage(issuer, request.url));
    const body = await textOf(request);
    const answer = await answers[request.url ?? ""]?.(request, body);
    const status = answer === undefined ? 404 : Object(answer).error === undefined ? 200 : 400;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer: Issuer = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    now: 0,
    visitor: { sub: "nobody" },
    consent(authorizationUrl, claims) {
      const code = randomUUID();
      grants.set(code, { claims, nonce: new URL(authorizationUrl).searchParams.get("nonce") });
      return callback(authorizationUrl, { code });
    },
    refuse: (authorizationUrl, error) => callback(authorizationUrl, { error }),
    idToken: (claims, others = {}) =>
      new SignJWT({
        iss: issuer.url,
        aud: PROVIDER.clientId,
        iat: issuer.now,
        exp: issuer.now + 600,
        ...claims,
        ...others,
      })
        .setProtectedHeader({ alg: "RS256", kid: "key-1" })
        .sign(privateKey),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return issuer;
}

/** The provider's own page: one link, for whoever is logged in there. */
function consentPage(issuer: Issuer, path: string): string {
  const authorizationUrl = issuer.url + path;
  const { origin } = new URL(new URL(authorizationUrl).searchParams.get("redirect_uri") ?? "");
  const back = origin + issuer.consent(authorizationUrl, issuer.visitor);
  return `<!doctype html><title>${PROVIDER.name}</title><a href="${back.replaceAll("&", "&amp;")}">Continue</a>`;
}

function callback(authorizationUrl: string, parameters: Record<string, string>): string {
  const { searchParams } = new URL(authorizationUrl);
  const url = new URL(searchParams.get("redirect_uri") ?? "");
  const all = { ...parameters, state: searchParams.get("state") ?? "" };
  for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
  return url.pathname + url.search;
}

function configuration(url: string): object {
  return {
    issuer: url,
    authorization_endpoint: `${url}/authorize`,
    token_endpoint: `${url}/token`,
    userinfo_endpoint: `${url}/userinfo`,
    jwks_uri: `${url}/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post"],
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
