import { AuthError } from "../../lib/authError.ts";
import type { AuthErrorCode } from "../../wire/errors.ts";
import type { AuthRequest } from "../request.ts";
import { emitEvent } from "../transaction.ts";

/**
 * What nobody gets refused in the ordinary course of things: an id of another user, a key or token that is forged or was
 * used. Not the want of a session or of a recent authentication, which is a question to the user.
 */
const OF_ACCESS: ReadonlySet<AuthErrorCode> = new Set([
  "not_found",
  "invalid_dpop_proof",
  "invalid_token",
  "invalid_or_expired_key",
  "invalid_password_reset",
] satisfies AuthErrorCode[]);

/** Reports the refusal of a call to the app, where it is one of access. */
export async function noteRefusal(request: AuthRequest, error: unknown): Promise<void> {
  if (!request.runtime.hasListener || !(error instanceof AuthError)) return;
  const { code } = error;
  if (code === "csrf") return emitEvent(request, { type: "origin_refused", userId: null, code });
  if (!OF_ACCESS.has(code)) return;
  // Why a session could not be read is the refusal itself.
  const current = (await request.memo.session?.catch(() => null)) ?? null;
  const of = current === null ? { userId: null } : { userId: current.user.id, sessionId: current.session.id };
  emitEvent(request, { type: "access_refused", ...of, code });
}
