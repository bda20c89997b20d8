import type { Account } from "../../db/accounts/accounts.ts";
import { findEmailsOf } from "../../db/accounts/emails.ts";
import type { FoundSession } from "../../db/sessions.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { standingEmails } from "../../identity/ownership/ownership.ts";
import type { EmailAddress } from "../../wire/account.ts";
import { verifyEmailState } from "./verifyEmail.stage.ts";

/** The user's addresses, the primary one first; one that waits for its code is listed as not verified. */
export async function listEmails(request: AuthRequest, current: FoundSession): Promise<EmailAddress[]> {
  const rows = await findEmailsOf(request.runtime.database, current.user.id);
  return viewEmails(standingEmails(rows, request.now), waitingEmail(current));
}

function viewEmails(rows: Account["emails"], waiting: string | null): EmailAddress[] {
  const stored = rows.map(({ address, verifiedAt, isPrimary }) => ({
    email: address,
    verified: verifiedAt !== null,
    primary: isPrimary,
  }));
  if (waiting === null || stored.some(({ email }) => email === waiting)) return stored;
  return [...stored, { email: waiting, verified: false, primary: false }];
}

/** The address that waits for its code within the session. */
export function waitingEmail({ flows }: FoundSession): string | null {
  const flow = flows.find(({ step }) => step === "verify_email");
  return flow === undefined ? null : verifyEmailState.parse(flow.state).email;
}
