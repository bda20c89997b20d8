import type { AuthEventType } from "../config/events.ts";
import type { EventRow } from "../db/rows.ts";
import type { FoundSession } from "../db/sessions.ts";
import { STORAGE, type Storage } from "../engine/audit/storage.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { describeDevice } from "../ports/texts/device.ts";
import type { ActivityEntry, ActivityType } from "../wire/account.ts";

/** More than a page; older events are for the app (`auth.events.of`). */
const SHOWN = 50;

/** Of these, what anybody can cause without an account: it must not push out what happened in the account. */
const REFUSALS = 15;

/** A row for each: the compiler notices when one is missing. */
const TYPES: Record<ActivityType, true> = {
  signup: true,
  login: true,
  login_failed: true,
  session_created: true,
  logout: true,
  reauthenticated: true,
  reauthentication_failed: true,
  session_revoked: true,
  refresh_token_reused: true,
  session_client_changed: true,
  email_added: true,
  email_verified: true,
  email_removed: true,
  email_changed: true,
  email_code_rejected: true,
  phone_verified: true,
  phone_changed: true,
  phone_code_rejected: true,
  login_code_rejected: true,
  password_changed: true,
  password_set: true,
  password_reset_requested: true,
  password_reset: true,
  password_reset_code_rejected: true,
  user_updated: true,
  user_deactivated: true,
  user_reactivated: true,
  browser_trusted: true,
  browser_trust_revoked: true,
  authenticator_added: true,
  authenticator_removed: true,
  recovery_codes_generated: true,
  recovery_code_used: true,
  mfa_failed: true,
  flow_expired: true,
  flow_exhausted: true,
  account_connected: true,
  account_disconnected: true,
};
// The keys of the table; each must be an event.
const types: readonly AuthEventType[] = Object.keys(TYPES) as ActivityType[];

/** The newest events of the user's own account. @throws AuthError `not_enabled` without the option `audit` */
export async function listActivity(request: AuthRequest, current: FoundSession): Promise<ActivityEntry[]> {
  const { audit } = request.runtime;
  if (audit === null) throw new AuthError("not_enabled");
  const read = (kind: Storage, limit: number) =>
    audit.read({ userId: current.user.id, limit, before: null, types: types.filter((type) => STORAGE[type] === kind) });
  const [changes, refusals] = [await read("always", SHOWN - REFUSALS), await read("bounded", REFUSALS)];
  const rows = [...changes, ...refusals].sort((one, other) => (one.id < other.id ? 1 : -1));
  return Promise.all(rows.map((row) => viewRow(row, current)));
}

async function viewRow(row: EventRow, { session }: FoundSession): Promise<ActivityEntry> {
  const { id, type, at, client, ip, userAgent, sessionId, code, detail, actor } = row;
  return {
    id,
    // Only these types were asked for, and the column was written from an event.
    type: type as ActivityType,
    at: at.toISOString(),
    client,
    ip,
    userAgent,
    device: userAgent === null ? null : await describeDevice(userAgent),
    isCurrent: sessionId === session.id,
    isByActor: actor !== null,
    ...(code === null ? {} : { code: code as NonNullable<ActivityEntry["code"]> }),
    ...(detail === null ? {} : { detail }),
  };
}
