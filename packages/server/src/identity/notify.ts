import type { Account } from "../db/accounts/accounts.ts";
import type { AuthTransaction } from "../engine/authTransaction.ts";
import type { AuthRequest } from "../engine/request.ts";
import { primaryOf } from "../engine/view.ts";
import type { MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import { messageUser } from "./messageUser.ts";

/** Notifies the owner of an account of a change, at the given address or the primary one. */
export function notify(
  request: AuthRequest,
  {
    account,
    template,
    to = primaryOf(account)?.address,
    context = {},
  }: { account: Account; template: MailTemplate; to?: string | undefined; context?: Partial<MessageContext> },
  transaction: AuthTransaction,
): void {
  const { options } = request.runtime;
  if (!options.account.notifications || to === undefined) return;
  const where = { ...(request.ip === null ? {} : { ip: request.ip }), userAgent: request.userAgent };
  transaction.send({
    kind: "mail",
    template,
    to,
    context: {
      appName: options.appName,
      user: messageUser(account),
      at: request.now.toISOString(),
      ...where,
      ...context,
    },
  });
}
