import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import type { Transaction } from "../db/database.ts";
import { findVerificationKey, insertOneTimeKey } from "../db/oneTimeKeys.ts";
import type { EmailRow } from "../db/rows.ts";
import { issueCode } from "../engine/attempts.ts";
import type { MessageAllowance, MessageLimit } from "../engine/limits/limits.ts";
import { allowMessage } from "../engine/limits/messageAllowance.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { later } from "../lib/instants.ts";
import { hashToken, newToken } from "../lib/token.ts";
import type { OutgoingMessage } from "../messages/outbox.ts";
import { limitKey } from "./identifiers.ts";
import { messageUser } from "./messageUser.ts";
import { frontEndUrl } from "./urls.ts";

/** Which limit counts the mails that verify an address. */
export function confirmEmailLimit({ account }: ResolvedOptions): MessageLimit {
  return account.emailVerificationBy === "code" ? "confirmEmailCode" : "confirmEmail";
}

/** A mail with a link that verifies an address, and the key behind it, to be stored together. */
export interface LinkMail {
  message: OutgoingMessage;
  store(tx: Transaction): Promise<void>;
}

/** The owner of an address: an account, or a hidden signup. */
export interface AddressOwner {
  account: Account;
  isHidden: boolean;
}

export function verificationLink(
  request: AuthRequest,
  { account, isHidden }: AddressOwner,
  { id, address }: Pick<EmailRow, "id" | "address">,
): LinkMail {
  const { options, random } = request.runtime;
  const key = newToken(random.bytes);
  const url = frontEndUrl(options, options.account.urls.verifyEmail, key);
  return {
    message: {
      kind: "mail",
      template: "verify_email",
      to: address,
      context: { appName: options.appName, url, key, email: address, user: messageUser(account) },
    },
    store: (tx) =>
      insertOneTimeKey(tx, {
        id: random.uuid(),
        keyHash: hashToken(key),
        purpose: "verify_email",
        userId: isHidden ? null : account.user.id,
        hiddenSignupId: isHidden ? account.user.id : null,
        emailAddressId: isHidden ? null : id,
        address,
        // It represents the address alone: see takeVerificationKey.
        userVersion: 0,
        usedAt: null,
        createdAt: request.now,
        expiresAt: later(request.now, options.account.links.emailVerification),
      }),
  };
}

/** Where no link is sent, runs as many statements as storing its key would: the response takes the same time. */
export async function storeNoKey({ runtime, now }: AuthRequest, tx: Transaction): Promise<void> {
  if (runtime.options.account.emailVerificationBy === "link") await findVerificationKey(tx, { keyHash: "", now });
}

/** A mail with a code that verifies an address within one flow. */
export function verificationCode(
  request: AuthRequest,
  { flowId, address, account }: { flowId: string; address: string; account: Account | null },
): { message: OutgoingMessage; codeHash: string } {
  const { appName } = request.runtime.options;
  const { code, codeHash } = issueCode(request, { flowId, recipient: address, use: "emailVerification" });
  const context = { appName, code, email: address, ...(account === null ? {} : { user: messageUser(account) }) };
  return { message: { kind: "mail", template: "verify_email_code", to: address, context }, codeHash };
}

/** The message to the owner of an address when someone signs up with it again. */
export function alreadyExistsMail({ runtime }: AuthRequest, address: string): OutgoingMessage {
  const { options } = runtime;
  const { urls } = options.account;
  return {
    kind: "mail",
    template: "account_already_exists",
    to: address,
    context: {
      appName: options.appName,
      email: address,
      signupUrl: frontEndUrl(options, urls.signup),
      ...(options.social.only
        ? { socialOnly: true as const }
        : { passwordResetUrl: frontEndUrl(options, urls.requestPasswordReset) }),
    },
  };
}

/**
 * Counts a mail that verifies an address, for a call that requests it.
 *
 * @throws AuthError `rate_limited` when one was sent a moment ago
 */
export async function countMail(request: AuthRequest, address: string): Promise<MessageAllowance> {
  const key = limitKey({ method: "email", value: address });
  const allowance = await allowMessage(request, confirmEmailLimit(request.runtime.options), key);
  if (allowance.retryAfter !== null) throw new AuthError("rate_limited", { retryAfter: allowance.retryAfter });
  return allowance;
}
