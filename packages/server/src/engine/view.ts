import { jsonProblem } from "../config/options/jsonValue.ts";
import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import type { EmailRow, SessionRow } from "../db/rows.ts";
import type { SessionEmail, SessionUser } from "../db/sessions.ts";
import { SetupError } from "../lib/setupError.ts";
import type { SessionInfo, User } from "../wire/state.ts";
import { assuranceOf } from "./assurance/level.ts";

type ViewedUser = Pick<SessionUser, "id" | "username" | "phone" | "passwordHash" | "data">;

/**
 * A user as clients and the app's procedures see them: `data` is what the app's `viewUser` makes of the stored fields.
 *
 * @throws SetupError when it returns something that a client would not receive as it is
 */
export function showUser(
  { viewUser: view }: Pick<ResolvedOptions, "viewUser">,
  user: ViewedUser,
  primaryEmail: SessionEmail | null,
): User {
  const viewed = viewUser(user, primaryEmail);
  if (view === undefined) return viewed;
  const data: unknown = view(viewed);
  if (data instanceof Promise) {
    data.catch(() => {});
    throw new SetupError(`${VIEW} must not be async: it is called for every response that contains a user`);
  }
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new SetupError(`${VIEW} must return an object, such as { name: user.data.name }`);
  const problem = jsonProblem(data);
  if (problem !== null) throw new SetupError(`${VIEW} returned what JSON cannot carry: ${problem}`);
  // An object, as was just checked.
  return { ...viewed, data: data as Record<string, unknown> };
}

const VIEW = "createAuth: viewUser:";

/** An account with everything that is stored in its `data`. */
export function viewUser(user: ViewedUser, primaryEmail: SessionEmail | null): User {
  const email = primaryEmail?.address ?? null;
  return {
    id: user.id,
    display: user.username ?? email ?? user.phone ?? "",
    email,
    emailVerified: primaryEmail?.verifiedAt != null,
    username: user.username,
    phone: user.phone,
    hasUsablePassword: user.passwordHash !== null,
    data: ownData(user.data),
  };
}

/** A copy: what was read may be shared by calls, and what one of them makes of its user must not reach the others. */
function ownData(data: ViewedUser["data"]): ViewedUser["data"] {
  // Most apps store none, and this runs in nearly every call.
  for (const _ in data) return structuredClone(data);
  return {};
}

export function viewAccount(account: Account): User {
  return viewUser(account.user, primaryOf(account));
}

/** The primary address; null when there is none. */
export function primaryOf(account: Account): EmailRow | null {
  return account.emails.find((email) => email.isPrimary) ?? null;
}

/** @param at when it is viewed, and by which options its level is judged */
export function viewSession(
  { now, runtime: { options } }: { now: Date; runtime: { options: ResolvedOptions } },
  session: SessionRow,
): SessionInfo {
  const { level, until } = assuranceOf(session.methods, { now, options });
  return {
    id: session.id,
    createdAt: session.createdAt.toISOString(),
    expiresAt: session.expiresAt.toISOString(),
    reauthenticatedAt: session.reauthenticatedAt.toISOString(),
    level,
    ...(until === null ? {} : { levelExpiresAt: until.toISOString() }),
    ...(session.actor === null ? {} : { actor: session.actor }),
  };
}
