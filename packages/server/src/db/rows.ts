import type { emailAddresses, hiddenSignups, invitations, users } from "./tables/accounts.ts";
import type {
  authenticators,
  challenges,
  recoveryCodes,
  socialAccounts,
  socialRedirects,
} from "./tables/credentials.ts";
import type { events } from "./tables/events.ts";
import type { knownClients, unfinishedLogins } from "./tables/notices.ts";
import type { outbox } from "./tables/operations.ts";
import type { flows, oneTimeKeys, sessions, trustedBrowsers } from "./tables/sessions.ts";
import type { refreshTokens, signingKeys } from "./tables/tokens.ts";

/** The rows of the tables, as they are read. */

export type AuthenticatorRow = typeof authenticators.$inferSelect;
export type ChallengeRow = typeof challenges.$inferSelect;
export type EmailRow = typeof emailAddresses.$inferSelect;
export type EventRow = typeof events.$inferSelect;
export type FlowRow = typeof flows.$inferSelect;
export type HiddenSignupRow = typeof hiddenSignups.$inferSelect;
export type InvitationRow = typeof invitations.$inferSelect;
export type KnownClientRow = typeof knownClients.$inferSelect;
export type OneTimeKeyRow = typeof oneTimeKeys.$inferSelect;
export type OutboxRow = typeof outbox.$inferSelect;
export type RecoveryCodeRow = typeof recoveryCodes.$inferSelect;
export type RefreshTokenRow = typeof refreshTokens.$inferSelect;
export type SessionRow = typeof sessions.$inferSelect;
export type SigningKeyRow = typeof signingKeys.$inferSelect;
export type SocialAccountRow = typeof socialAccounts.$inferSelect;
export type SocialRedirectRow = typeof socialRedirects.$inferSelect;
export type TrustedBrowserRow = typeof trustedBrowsers.$inferSelect;
export type UnfinishedLoginRow = typeof unfinishedLogins.$inferSelect;
export type UserRow = typeof users.$inferSelect;
