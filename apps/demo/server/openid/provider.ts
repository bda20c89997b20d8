import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Configuration, default as Provider } from "oidc-provider";
import { loginPage } from "./loginPage.ts";
import { createPeople, type People } from "./people.ts";

/** The path of the provider, below the demo's own origin. */
const MOUNT = "/openid";
const LOGIN = `${MOUNT}/login/`;
const MAX_BODY = 4_000;
export const CLIENT_ID = "latchkey-demo";

/** A certified OpenID provider in this process, for trying social login without an account anywhere. */
export interface LocalProvider {
  issuer: string;
  clientSecret: string;
  /** Handles the request if it is for the provider. @returns whether it was */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

export async function createLocalProvider(origin: string): Promise<LocalProvider> {
  const issuer = origin + MOUNT;
  const people = createPeople();
  // Both ends are in this process: a secret that lasts as long as the process is enough.
  const clientSecret = randomBytes(32).toString("base64url");
  const provider = await withoutWarnings(async () => {
    const { default: OpenIdProvider } = await import("oidc-provider");
    return new OpenIdProvider(issuer, configuration({ origin, people, clientSecret }));
  });
  const callback = provider.callback();
  return {
    issuer,
    clientSecret,
    async handle(request, response) {
      const url = request.url ?? "";
      if (url.startsWith(LOGIN)) {
        await answerLogin({ provider, people }, request, response);
        return true;
      }
      if (!url.startsWith(`${MOUNT}/`)) return false;
      // As in frameworks that mount one app below another; the provider derives its path from it.
      Object.assign(request, { originalUrl: url, url: url.slice(MOUNT.length) });
      await callback(request, response);
      return true;
    },
  };
}

/**
 * Creates the provider without its warnings on the terminal: that Node 20 is no longer tested, and that it keeps its
 * keys and sessions in memory, which is intended here.
 */
async function withoutWarnings<Result>(work: () => Promise<Result>): Promise<Result> {
  const { warn } = console;
  console.warn = (...said: unknown[]) => {
    if (!String(said[0]).includes("oidc-provider WARNING")) warn(...said);
  };
  return work().finally(() => {
    console.warn = warn;
  });
}

interface Place {
  provider: Provider;
  people: People;
}

/** Shows the login page, and handles its form. */
async function answerLogin(
  { provider, people }: Place,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, grantId, session } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const clientId = String(params["client_id"]);
    const grant =
      (grantId === undefined ? undefined : await provider.Grant.find(grantId)) ??
      new provider.Grant({ accountId: session?.accountId ?? "", clientId });
    grant.addOIDCScope(String(params["scope"]));
    const consent = { grantId: await grant.save() };
    return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
  }
  if (request.method !== "POST") {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
    response.end(loginPage(request.url ?? "", people.known));
    return;
  }
  const form = new URLSearchParams(await readText(request));
  const denied = { error: "access_denied", error_description: "The user did not log in." };
  const email = form.get("email");
  const sub = email === null ? form.get("sub") : people.invent(email, form.has("verified"));
  const result = sub === null || people.find(sub) === undefined ? denied : { login: { accountId: sub } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

async function readText(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > MAX_BODY) return "";
  }
  return text;
}

function configuration({
  origin,
  people,
  clientSecret,
}: {
  origin: string;
  people: People;
  clientSecret: string;
}): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: clientSecret,
        response_types: ["code"],
        grant_types: ["authorization_code"],
        redirect_uris: [`${origin}/auth/callback/local`],
      },
    ],
    findAccount(_context, sub) {
      const person = people.find(sub);
      return person === undefined ? undefined : { accountId: sub, claims: async () => ({ sub, ...person.claims }) };
    },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => LOGIN + uid },
    cookies: { keys: [randomBytes(32).toString("base64url")] },
    // Every login asks again for the person: trying out several is the purpose.
    ttl: { Session: 1, Grant: 600, Interaction: 900, AccessToken: 600, IdToken: 600 },
  };
}
