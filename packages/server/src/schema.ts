/** The Drizzle tables, for joins and for drizzle-kit. */
export {
  authenticators,
  challenges,
  emailAddresses,
  flows,
  hiddenSignups,
  oneTimeKeys,
  outbox,
  rateLimits,
  recoveryCodes,
  sessions,
  socialAccounts,
  socialRedirects,
  trustedBrowsers,
  usedTokens,
  users,
} from "./db/tables.ts";
