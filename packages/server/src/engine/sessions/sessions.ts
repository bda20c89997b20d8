import type { Account } from "../../db/accounts/accounts.ts";
import type { Transaction } from "../../db/database.ts";
import type { SessionRow } from "../../db/rows.ts";
import { insertSession } from "../../db/sessions.ts";
import { later } from "../../lib/instants.ts";
import { hashToken, newToken, type RawToken } from "../../lib/token.ts";
import type { ClientKind } from "../../wire/protocol.ts";
import type { AuthenticationMethod } from "../../wire/state.ts";
import type { Runtime } from "../request.ts";

/** Where and how a session was created. */
export interface SessionOrigin {
  readonly client: ClientKind;
  readonly now: Date;
  readonly ip: string | null;
  readonly userAgent: string;
  readonly methods: readonly AuthenticationMethod[];
  /** When a credential was last given; never, for a session that the app creates. */
  readonly authenticatedAt: Date;
  readonly remember: boolean;
  readonly actor?: string | null;
}

/** A session and the only copy of its token. */
export interface NewSession {
  readonly session: SessionRow;
  readonly token: RawToken;
}

/** A session that is not stored yet. */
export function newSession(
  { options, random }: Pick<Runtime, "options" | "random">,
  { account, origin }: { account: Account; origin: SessionOrigin },
): NewSession {
  const token = newToken(random.bytes);
  const session: SessionRow = {
    id: random.uuid(),
    tokenHash: hashToken(token),
    userId: account.user.id,
    client: origin.client,
    methods: [...origin.methods],
    reauthenticatedAt: origin.authenticatedAt,
    isPersistent: origin.remember,
    ip: origin.ip,
    userAgent: origin.userAgent,
    createdAt: origin.now,
    lastSeenAt: origin.now,
    expiresAt: later(origin.now, options.session.lifetime),
    actor: origin.actor ?? null,
  };
  return { session, token };
}

/**
 * Stores a session for an account that passed every stage, or that the app itself vouches for.
 *
 * @returns false when the account was deactivated or changed since it was read
 */
export async function storeSession(tx: Transaction, { session }: NewSession, account: Account): Promise<boolean> {
  return insertSession(tx, session, account.user);
}
