/** The Drizzle tables, for joins and for drizzle-kit. */
export {
  emailAddresses,
  flows,
  oneTimeKeys,
  outbox,
  rateLimits,
  sessions,
  trustedBrowsers,
  users,
} from "./db/tables.ts";
