import type { AuthEvent } from "../config/events.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { holdSession } from "../db/accounts/authority.ts";
import { takenIdentifierOf } from "../db/accounts/insertAccount.ts";
import { raiseVersion } from "../db/accounts/raise.ts";
import { isUniqueViolation, transact } from "../db/database.ts";
import type { UserRow } from "../db/rows.ts";
import type { FoundSession } from "../db/sessions.ts";
import { AuthError, Refusal } from "../lib/authError.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";
import { eventOf } from "./audit/events.ts";
import { report } from "./audit/withEvents.ts";
import type { AuthTransaction, EventDetails } from "./authTransaction.ts";
import type { AuthRequest } from "./request.ts";
import { languageOf } from "./sessions/language.ts";

/**
 * Runs a change in one transaction; messages are stored in it, cookies and events wait for its commit.
 *
 * A {@link Refusal} that `work` returns is thrown after the commit, with its events emitted and its messages sent.
 */
export async function inTransaction<Result>(
  request: AuthRequest,
  work: (change: AuthTransaction) => Promise<Result | Refusal>,
): Promise<Result> {
  const { database, outbox, accountChanges, emit, audit } = request.runtime;
  // Any change by a logged-in user may be visible in their session.
  const caller = (await request.memo.session)?.user.id;
  const locale = await languageOf(request);
  const changed = new Set<string>(caller === undefined ? [] : [caller]);
  let afterwards: (() => void)[] = [];
  const outcome = await transact(database, async (tx) => {
    afterwards = [];
    const messages: OutgoingMessage[] = [];
    const events: AuthEvent[] = [];
    const raised = new Map<string, number>();
    const noting: AccountTransaction = { tx, changed: (userId) => void changed.add(userId) };
    const result = await work({
      ...noting,
      send: (...more) => void messages.push(...more),
      afterCommit: (action) => void afterwards.push(action),
      emit(details) {
        const event = eventOf(request, details);
        events.push(event);
        afterwards.push(() => emit(event));
      },
      async raise(userId, raise) {
        const version = await raiseVersion(noting, userId, raise);
        if (version === null) throw new AuthError("session_gone");
        raised.set(userId, version);
      },
      versionOf: ({ id, version }) => raised.get(id) ?? version,
    });
    if (messages.length > 0) {
      const stored = await outbox.enqueue(tx, messages, { now: request.now, locale });
      afterwards.push(() => outbox.dispatch(stored));
    }
    await audit?.store(tx, events);
    await accountChanges.record(tx, changed);
    return { result };
  })
    .catch((error: unknown) => {
      throw conflictOf(error) ?? error;
    })
    .finally(() => accountChanges.done([...changed]));
  for (const action of afterwards) action();
  if (outcome.result instanceof Refusal) throw outcome.result.error;
  return outcome.result;
}

/**
 * Runs a change within a session. The session is locked until the end: it cannot have ended before the change, nor have
 * a renewed token, nor end during it, and no other change of the account runs at the same time.
 *
 * @param work gets the current user, not the one that was read with the request
 * @throws AuthError `session_gone`
 */
export function inSessionTransaction<Result>(
  request: AuthRequest,
  { session }: FoundSession,
  work: (change: AuthTransaction, user: UserRow) => Promise<Result | Refusal>,
): Promise<Result> {
  return inTransaction(request, async (transaction) => {
    const held = await holdSession(transaction.tx, { session, now: request.now });
    if (held === null) throw new AuthError("session_gone");
    return work(transaction, held);
  });
}

/** The violation of a unique index, in the caller's terms: another call was a moment faster. */
function conflictOf(cause: unknown): AuthError | null {
  if (isUniqueViolation(cause, "latchkey_email_addresses_verified")) return new AuthError("email_taken", { cause });
  if (isUniqueViolation(cause, "latchkey_email_addresses_address"))
    return new AuthError("duplicate_email", { param: "email", cause });
  if (isUniqueViolation(cause, "latchkey_users_verified_phone")) return new AuthError("phone_taken", { cause });
  // The hidden signup has become an account meanwhile.
  if (isUniqueViolation(cause, "latchkey_users_pkey")) return new AuthError("no_pending_flow", { cause });
  if (takenIdentifierOf(cause) === "username") return new AuthError("username_taken", { param: "username", cause });
  return null;
}

/** Reports an event to the app that belongs to no transaction. */
export function emitEvent(request: AuthRequest, event: EventDetails): void {
  report(request.runtime, eventOf(request, event));
}
