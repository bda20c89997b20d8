import { findAccountById } from "../db/accounts/accounts.ts";
import { holdUser } from "../db/accounts/authority.ts";
import {
  deleteUnfinishedLogin,
  findUsersToReport,
  insertUnfinishedLogin,
  type NewUnfinishedLogin,
  takeUnfinishedLogin,
} from "../db/credentials/unfinishedLogins.ts";
import { type Transaction, transact } from "../db/database.ts";
import type { Login } from "../engine/login.ts";
import type { AuthRequest, Runtime } from "../engine/request.ts";
import { presentedClientHash } from "../engine/sessions/knownClient.ts";
import { languageOf } from "../engine/sessions/language.ts";
import { isNotified, notificationMail, resetLink } from "../identity/notify.ts";
import { standingEmails } from "../identity/ownership/ownership.ts";
import type { StoredMessage } from "../messages/outbox.ts";
import { sharedTime } from "../ports/clock.ts";

/** Seconds in which a user is told once, however many logins there were. */
const PERIOD = 86_400;
const BATCH = 50;

/** Stores what becomes of a login that needs a second factor. */
interface LoginWatch {
  /** It comes to wait. */
  wait(tx: Transaction): Promise<void>;
  /** The given factor was wrong. */
  fail(tx: Transaction): Promise<void>;
  /** It was right: there is nothing to tell of this login. */
  forget(tx: Transaction): Promise<void>;
}

/**
 * What is to be stored of a login that comes to wait for its second factor; null where users are not told. In a client
 * in which the user has logged in before, only a wrong factor makes it worth telling.
 */
export async function watchLogin(request: AuthRequest, login: Login): Promise<LoginWatch | null> {
  const { account, flowId: id } = login;
  if (account === null || !isNotified(request.runtime.options, "unfinishedLogin")) return null;
  const { ip, userAgent, now: createdAt } = request;
  const locale = await languageOf(request);
  const at = sharedTime(request.runtime.clock, createdAt);
  const dueIn = (login.expiresAt.getTime() - createdAt.getTime()) / 1_000;
  const own = { id, userId: account.user.id, ip, userAgent, locale, createdAt };
  const row: NewUnfinishedLogin = { ...own, at, dueIn, keptFor: PERIOD };
  const knownBy = presentedClientHash(request);
  return {
    wait: (tx) => insertUnfinishedLogin(tx, row, knownBy),
    fail: (tx) => insertUnfinishedLogin(tx, row, null),
    forget: (tx) => deleteUnfinishedLogin(tx, id),
  };
}

/** Tells users of logins that were never finished. Runs in the background, and in several processes at once. */
export async function reportUnfinishedLogins(runtime: Runtime): Promise<void> {
  const { options, database, clock } = runtime;
  if (!isNotified(options, "unfinishedLogin")) return;
  const userIds = await findUsersToReport(database, { at: sharedTime(clock), limit: BATCH });
  for (const userId of userIds) await reportTo(runtime, userId);
}

async function reportTo(runtime: Runtime, userId: string): Promise<void> {
  const { database, clock, outbox, options } = runtime;
  const now = clock();
  const stored = await transact(database, async (tx): Promise<StoredMessage[]> => {
    // Another process that finds the same logins waits here, and then finds nothing.
    if ((await holdUser(tx, userId)) === null) return [];
    const login = await takeUnfinishedLogin(tx, { userId, at: sharedTime(clock, now), period: PERIOD });
    const account = login === null ? null : await findAccountById(tx, userId);
    if (login === null || account === null) return [];
    const { ip, userAgent, createdAt, locale } = login;
    const own = { ...account, emails: standingEmails(account.emails, now) };
    const notification = { account: own, template: "login_unfinished", context: resetLink(options) } as const;
    const mail = notificationMail(options, notification, { now: createdAt, ip, userAgent });
    return mail === null ? [] : outbox.enqueue(tx, [mail], { now, locale });
  });
  outbox.dispatch(stored);
}
