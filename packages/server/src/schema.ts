/** The Drizzle tables, for joins and for drizzle-kit. */
export { emailAddresses, hiddenSignups, invitations, users } from "./db/tables/accounts.ts";
export {
  authenticators,
  challenges,
  recoveryCodes,
  socialAccounts,
  socialRedirects,
  usedTokens,
} from "./db/tables/credentials.ts";
export { events } from "./db/tables/events.ts";
export { knownClients, unfinishedLogins } from "./db/tables/notices.ts";
export { imports, outbox, rateLimits, sessionChanges } from "./db/tables/operations.ts";
export { flows, oneTimeKeys, sessions, trustedBrowsers } from "./db/tables/sessions.ts";
export { refreshTokens, signingKeys } from "./db/tables/tokens.ts";
