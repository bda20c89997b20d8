import type { Acting, Invitation, NewInvitation } from "../config/serverCalls.ts";
import { deleteInvitation, insertInvitation } from "../db/accounts/invitations.ts";
import type { Transaction } from "../db/database.ts";
import { eventOfApp } from "../engine/audit/events.ts";
import { transactWithEvents, withEvents } from "../engine/audit/withEvents.ts";
import type { Runtime } from "../engine/request.ts";
import { frontEndUrl } from "../identity/urls.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { later } from "../lib/instants.ts";
import { SetupError } from "../lib/setupError.ts";
import { isStorable, isUuid } from "../lib/text.ts";
import { hashToken, newToken } from "../lib/token.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";

/** Ten years, as for the options that are time spans. */
const LONGEST = 10 * 365 * 86_400;

/** Stores an invitation, and the mail in the same transaction, unless the app sends its own. */
export async function createInvitation(
  runtime: Runtime,
  { email: typed, data = {}, lifetime, isMailed = true, locale }: NewInvitation<Record<string, unknown>>,
  { actor }: Acting = {},
): Promise<Invitation> {
  const { clock, options, outbox, random } = runtime;
  const { links, urls } = options.account;
  const email = normalizeEmailAddress(typed);
  if (email === null) throw new AuthError("invalid", { param: "email" });
  if (!isStorable(data)) throw new AuthError("invalid", { param: "data" });
  const seconds = lifetime ?? links.invitation;
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > LONGEST)
    throw new SetupError(`createInvitation: expected \`lifetime\` in whole seconds, at most ${LONGEST}`);
  if (isMailed && options.mail === undefined)
    throw new SetupError("createInvitation: mail is missing; set it, or send the key yourself with `isMailed: false`");
  const now = clock();
  const [id, key, expiresAt] = [random.uuid(), newToken(random.bytes), later(now, seconds)];
  const url = frontEndUrl(options, urls.invitation, key);
  const context = { appName: options.appName, url, key, email };
  const messages: OutgoingMessage[] = isMailed ? [{ kind: "mail", template: "invitation", to: email, context }] : [];
  const insert = async (tx: Transaction) => {
    await insertInvitation(tx, { id, keyHash: hashToken(key), email, data, createdAt: now, expiresAt });
    return messages.length === 0 ? [] : outbox.enqueue(tx, messages, { now, locale: locale ?? null });
  };
  const event = { type: "invitation_created", userId: null, detail: id, actor } as const;
  const stored = await transactWithEvents(runtime, insert, () => [eventOfApp(runtime, event)]);
  outbox.dispatch(stored);
  return { id, key, url, expiresAt };
}

export async function revokeInvitation(runtime: Runtime, id: string, { actor }: Acting = {}): Promise<boolean> {
  if (!isUuid(id)) return false;
  return withEvents(
    runtime,
    (database) => deleteInvitation(database, id),
    (done) => (done ? [eventOfApp(runtime, { type: "invitation_revoked", userId: null, detail: id, actor })] : []),
  );
}
