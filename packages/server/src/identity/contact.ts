import type { Account } from "../db/accounts.ts";
import type { OutgoingMessage } from "../engine/outbox.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizeIdentifier } from "./identifiers.ts";
import { personOf } from "./person.ts";
import { frontEndUrl } from "./urls.ts";

/** Where a code can be sent. */
export interface Contact {
  via: "email" | "phone";
  recipient: string;
}

/**
 * The one address or number of the input.
 *
 * @throws AuthError `invalid_login` without exactly one, `invalid` when it is none
 */
export function soleContact(input: { email?: string | undefined; phone?: string | undefined }): Contact {
  const given = (["email", "phone"] as const).filter((via) => input[via] !== undefined);
  const [via] = given;
  if (via === undefined || given.length > 1) throw new AuthError("invalid_login");
  const identifier = normalizeIdentifier(via, input[via] ?? "");
  if (identifier === null) throw new AuthError("invalid", { param: via });
  return { via, recipient: identifier.value };
}

/** A message with a code, by mail or by text message. */
export function codeMessage(
  request: AuthRequest,
  {
    contact,
    template,
    code,
    account,
  }: { contact: Contact; template: "login_code" | "password_reset_code"; code: string; account: Account },
): OutgoingMessage {
  const { via, recipient } = contact;
  const context = { appName: request.runtime.options.appName, code, [via]: recipient, user: personOf(account) };
  return { kind: via === "email" ? "mail" : "sms", template, to: recipient, context };
}

/** What an address or number without an account is told; null where the app does not want that. */
export function unknownAccountMessage({ runtime }: AuthRequest, { via, recipient }: Contact): OutgoingMessage | null {
  const { options } = runtime;
  if (!options.account.unknownAccountMails) return null;
  const context = {
    appName: options.appName,
    [via]: recipient,
    signupUrl: frontEndUrl(options, options.account.urls.signup),
  };
  return { kind: via === "email" ? "mail" : "sms", template: "unknown_account", to: recipient, context };
}

/**
 * The account that a code sent to a contact may open.
 *
 * An address or number that is not proved opens an account only if nothing of that account is proved: otherwise
 * somebody else may have added it to an account of their own, and would let its owner in to be spied on (or, the other
 * way round, would have prepared a way into the owner's account).
 */
export function openableBy({ via, recipient }: Contact, accounts: readonly Account[]): Account | null {
  const active = accounts.filter(({ user }) => user.isActive);
  return active.find((account) => isProved(account, { via, recipient }) || !hasProof(account)) ?? null;
}

/** Whether the account has proved this contact. */
export function isProved({ user, emails }: Account, { via, recipient }: Contact): boolean {
  if (via === "phone") return user.phone === recipient && user.phoneVerifiedAt !== null;
  return emails.some(({ address, verifiedAt }) => address === recipient && verifiedAt !== null);
}

/** Whether anything of the account is proved. */
export function hasProof({ user, emails }: Account): boolean {
  return user.phoneVerifiedAt !== null || emails.some(({ verifiedAt }) => verifiedAt !== null);
}
