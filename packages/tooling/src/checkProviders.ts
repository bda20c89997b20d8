import pLimit from "p-limit";
import { type ProviderName, providers } from "../../server/test/oauth/documented/apps.ts";
import { isGone, reachProvider, reachTable } from "./reachProvider.ts";

// Why this exists: see reachProvider.ts. Prints a table, and fails when a provider is gone.

/** Self-hosted, each at its own address; those in the fixtures are invented. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "amazonCognito",
  "auth0",
  "authelia",
  "authentik",
  "gitea",
  "keycloak",
  "lemonldap",
  "netiq",
  "nextcloud",
  "okta",
  "shopify",
  "synology",
] satisfies ProviderName[]);
const AT_ONCE = 8;

const limit = pLimit(AT_ONCE);
const asked = Object.entries(providers).filter(([name]) => !ELSEWHERE.has(name));
const results = await Promise.all(asked.map(([name, provider]) => limit(() => reachProvider(name, provider()))));
console.info(reachTable(results));
console.info(`not asked, because they have no address of their own: ${[...ELSEWHERE].join(", ")}`);
process.exitCode = results.some(isGone) ? 1 : 0;
