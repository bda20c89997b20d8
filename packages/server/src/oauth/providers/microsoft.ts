import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutMicrosoft: ProviderAbout = {
  id: "microsoft",
  name: "Microsoft",
  scopes: ["openid", "profile", "email"],
  console: "https://entra.microsoft.com/",
  addresses: "verified",
  tokenLogin: "ID token",
  quirk: "Addresses count as verified only with the optional claim xms_edov, which the app registration must request.",
};

export interface MicrosoftOptions extends ClientOptions {
  /** A tenant's id or domain, `common`, `organizations` or `consumers` [common]. */
  tenant?: string;
  /** Further apps of yours whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

const HOST = "https://login.microsoftonline.com";
const GUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/;
/** The tenant of all personal accounts. */
const CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";

const claimsSchema = z.object({
  oid: uid,
  email: address,
  // "Email domain owner verified"; observed as a boolean, a number and text.
  xms_edov: z
    .unknown()
    .optional()
    .transform((value) => [true, 1, "1", "true"].some((yes) => yes === value)),
  preferred_username: text,
  name: text,
});

/**
 * Microsoft Entra ID: work, school and personal accounts.
 *
 * Anyone may create a tenant and enter any address in it, so an address is verified only with `xms_edov`.
 */
export function microsoft({ tenant = "common", clientIds = [], ...options }: MicrosoftOptions): Provider {
  return oidcWith(
    {
      ...clientOf(aboutMicrosoft, options),
      clientIds,
      issuer: `${HOST}/${encodeURIComponent(tenant)}/v2.0`,
      // Its configuration lists the claim, which tokens contain only as an optional claim of the app.
      requiresAuthTime: false,
    },
    {
      matchesIssuer: (published) => isIssuerOf(tenant, published),
      issuerOf: ({ tid }, published) => issuerOf(tenant, { tid, published }),
      profile(claims) {
        const user = parseAs(claimsSchema, claims, "microsoft");
        const { oid, email, xms_edov: verified, preferred_username: username, name } = user;
        return profileOf({ uid: oid, email, verified, username, name, raw: claims });
      },
    },
  );
}

/** Those that serve many tenants publish a template; the tenant of a domain is known only by its id. */
function isIssuerOf(tenant: string, published: string): boolean {
  if (tenant === "common" || tenant === "organizations") return published === `${HOST}/{tenantid}/v2.0`;
  const id = /^https:\/\/login\.microsoftonline\.com\/([^/]+)\/v2\.0$/.exec(published)?.[1] ?? "";
  if (tenant === "consumers") return id === CONSUMERS;
  return GUID.test(tenant) ? id === tenant : GUID.test(id);
}

function issuerOf(tenant: string, { tid, published }: { tid: unknown; published: string }): string | null {
  if (!published.includes("{tenantid}")) return published;
  if (typeof tid !== "string" || !GUID.test(tid)) return null;
  return tenant === "organizations" && tid === CONSUMERS ? null : published.replace("{tenantid}", tid);
}
