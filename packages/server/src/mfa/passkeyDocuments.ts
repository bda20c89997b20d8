import type { ResolvedOptions } from "../config/options.ts";
import { frontEndUrl } from "../identity/urls.ts";

/** Seconds for which others may cache a document. */
const MAX_AGE = 300;

/**
 * Serves the documents about passkeys that browsers and password managers look for below the domain of `rpId`: the
 * other origins that may use them (WebAuthn Level 3 §5.11), and the pages where users create and manage them (W3C,
 * "A Well-Known URL for Relying Party Passkey Endpoints").
 *
 * @returns null for any other request, and for a document of which the options say nothing
 */
export function answerPasskeyDocuments(options: ResolvedOptions, request: Request): Response | null {
  if (request.method !== "GET") return null;
  switch (new URL(request.url).pathname) {
    case "/.well-known/webauthn":
      return document(relatedOrigins(options));
    case "/.well-known/passkey-endpoints":
      return document(endpoints(options));
    default:
      return null;
  }
}

/** The pages among the origins, with that of the app; native apps are listed elsewhere (assetlinks.json and so on). */
function relatedOrigins({ origin, mfa }: ResolvedOptions): object | null {
  const pages = mfa.webauthn.origins.filter((other) => /^https?:/.test(other));
  return pages.length === 0 ? null : { origins: [...new Set([origin, ...pages])] };
}

function endpoints(options: ResolvedOptions): object | null {
  const { endpoints: given } = options.mfa.webauthn;
  if (given === undefined) return null;
  const { enroll, manage } = given;
  return {
    ...(enroll === undefined ? {} : { enroll: frontEndUrl(options, enroll) }),
    ...(manage === undefined ? {} : { manage: frontEndUrl(options, manage) }),
  };
}

function document(body: object | null): Response | null {
  if (body === null) return null;
  const headers = {
    "content-type": "application/json",
    "cache-control": `public, max-age=${MAX_AGE}`,
    "x-content-type-options": "nosniff",
  };
  return new Response(JSON.stringify(body), { headers });
}
