import type { Account } from "../db/accounts/accounts.ts";
import type { Change } from "../engine/authTransaction.ts";
import type { AuthRequest } from "../engine/request.ts";
import { primaryOf } from "../engine/view.ts";
import type { MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import { personOf } from "./person.ts";

/** Tells the owner of an account what changed, at the address given or the primary one. */
export function notify(
  request: AuthRequest,
  {
    account,
    template,
    to = primaryOf(account)?.address,
    context = {},
  }: { account: Account; template: MailTemplate; to?: string | undefined; context?: Partial<MessageContext> },
  within: Change,
): void {
  const { options } = request.runtime;
  if (!options.account.notifications || to === undefined) return;
  const where = { ...(request.ip === null ? {} : { ip: request.ip }), userAgent: request.userAgent };
  within.send({
    kind: "mail",
    template,
    to,
    context: { appName: options.appName, user: personOf(account), at: request.now.toISOString(), ...where, ...context },
  });
}
