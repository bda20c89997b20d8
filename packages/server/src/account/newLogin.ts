import { isTrustedBrowser } from "../db/credentials/trustedBrowsers.ts";
import type { Transaction } from "../db/database.ts";
import type { UserRow } from "../db/rows.ts";
import type { Login } from "../engine/login.ts";
import type { AuthRequest, Completion } from "../engine/request.ts";
import { rememberClient } from "../engine/sessions/knownClient.ts";
import { presentedTrustHash } from "../engine/sessions/trustedBrowser.ts";
import { isNotified, notify, resetLink } from "../identity/notify.ts";
import { later } from "../lib/instants.ts";

/** Wrong guesses before a login from which on it is reported: as many as the default limits let pass at once. */
const MANY_FAILURES = 5;
/** Seconds after a signup in which the first login is part of it: with a link, signup and login are apart. */
const SIGNUP_PERIOD = 86_400;

/** Tells the user of a login that may not be theirs, in one mail. */
export const reportAtTheEnd: Completion = async (request, login, transaction) => {
  const { account, failures } = login;
  if (account === null) return;
  const { options } = request.runtime;
  const isNews = await isNewClient(request, { login, user: account.user }, transaction);
  const isGuessed = isNotified(options, "loginAfterFailures") && failures >= MANY_FAILURES;
  const template = isGuessed ? "login_after_failures" : isNews ? "new_login" : null;
  // An address that nobody has verified may be another person's, who must not be mailed at each login.
  const to = account.emails.find(({ isPrimary, verifiedAt }) => isPrimary && verifiedAt !== null)?.address;
  if (template === null || to === undefined) return;
  notify(request, { account, template, to, context: resetLink(options) }, transaction);
};

/** Whether the user is to be told that they logged in here for the first time; remembers the client. */
async function isNewClient(
  request: AuthRequest,
  { login, user }: { login: Login; user: UserRow },
  transaction: Parameters<Completion>[2],
): Promise<boolean> {
  const { options } = request.runtime;
  if (!isNotified(options, "newLogin") && !isNotified(options, "unfinishedLogin")) return false;
  const isKnown = await rememberClient(request, user.id, transaction);
  if (isKnown || !isNotified(options, "newLogin") || isOwnSignup(request, login, user)) return false;
  return !(await isTrusted(request, user.id, transaction.tx));
}

function isOwnSignup({ now }: AuthRequest, { isSignup }: Login, { lastLoginAt, createdAt }: UserRow): boolean {
  return isSignup || (lastLoginAt === null && now < later(createdAt, SIGNUP_PERIOD));
}

async function isTrusted(request: AuthRequest, userId: string, tx: Transaction): Promise<boolean> {
  const tokenHash = presentedTrustHash(request);
  return tokenHash !== null && isTrustedBrowser(tx, { tokenHash, userId, now: request.now });
}
