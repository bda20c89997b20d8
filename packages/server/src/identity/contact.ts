import type { Account } from "../db/accounts/accounts.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";
import { normalizeIdentifier } from "./identifiers.ts";
import { messageUser } from "./messageUser.ts";
import type { Contact } from "./ownership/ownership.ts";
import { frontEndUrl } from "./urls.ts";

/**
 * The one address or number of the input.
 *
 * @throws AuthError `required` without one where only addresses are accepted, `invalid_login` without exactly one,
 *   `invalid` when it is malformed, `not_enabled` for a number where the app has none
 */
export function soleContact(
  { runtime }: Pick<AuthRequest, "runtime">,
  input: { email?: string | undefined; phone?: string | undefined },
): Contact {
  const hasPhones = runtime.options.account.signup.phone !== "off";
  const given = (["email", "phone"] as const).filter((via) => input[via] !== undefined);
  const [via] = given;
  if (via === undefined && !hasPhones) throw new AuthError("required", { param: "email" });
  if (via === undefined || given.length > 1) throw new AuthError("invalid_login");
  if (via === "phone" && !hasPhones) throw new AuthError("not_enabled", { param: "phone" });
  const identifier = normalizeIdentifier(via, input[via] ?? "");
  if (identifier === null) throw new AuthError(input[via]?.trim() === "" ? "required" : "invalid", { param: via });
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
  const context = { appName: request.runtime.options.appName, code, [via]: recipient, user: messageUser(account) };
  return { kind: via === "email" ? "mail" : "sms", template, to: recipient, context };
}

/** The message to an address or number without an account; null where the app does not want one. */
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
