import type { ResolvedOptions } from "../config/options.ts";
import { type Account, findAccountById, findAccountsByEmail, findAccountsByPhone } from "../db/accounts/accounts.ts";
import type { Database } from "../db/database.ts";
import { viewAccount } from "../engine/view.ts";
import { SetupError } from "../lib/setupError.ts";
import { mailTexts } from "../messages/mailTexts.ts";
import type { OutboxParts, OutgoingMail, OutgoingSms } from "../messages/outbox.ts";
import { renderMail } from "../messages/renderMail.ts";
import { renderSms } from "../messages/renderSms.ts";
import type { MailOverrides, MessageContext } from "../ports/mail/mail.ts";
import type { Catalogue } from "../ports/texts/catalogue.ts";
import { describeDevice } from "../ports/texts/device.ts";
import type { Texts } from "../ports/texts/texts.ts";

type Outgoing = OutgoingMail | OutgoingSms;

interface RenderingParts {
  options: Pick<ResolvedOptions, "mails" | "mailStyle">;
  database: Database;
  texts: Texts | null;
}

/**
 * How messages get their texts: in the language of their recipient, where the app has catalogues.
 *
 * @throws SetupError for a text of a mail that is never sent
 */
export function createRendering({ options, database, texts }: RenderingParts): OutboxParts["render"] {
  const { mails, mailStyle: style } = options;
  assertTemplates(mails);
  if (texts === null)
    return {
      mail: async (message) => renderMail(await withDevice(message), mails, { style }),
      sms: (sms) => renderSms(sms),
    };
  const choose = async (message: Outgoing): Promise<Catalogue | null> =>
    texts.find((await localeOfRecipient(message, { database, texts })) ?? message.locale);
  return {
    async mail(message) {
      const catalogue = await choose(message);
      const { context } = await withDevice({ ...message, context: inLanguage(message, catalogue) });
      return renderMail({ ...message, context }, mails, catalogue === null ? { style } : { style, catalogue });
    },
    async sms(message) {
      const catalogue = await choose(message);
      return renderSms({ ...message, context: inLanguage(message, catalogue) }, catalogue?.sms);
    },
  };
}

function assertTemplates(mails: MailOverrides): void {
  const unknown = Object.keys(mails).find((template) => !Object.hasOwn(mailTexts, template));
  if (unknown === undefined) return;
  const templates = Object.keys(mailTexts).join(", ");
  throw new SetupError(`createAuth: mails.${unknown}: there is no such template; expected one of ${templates}`);
}

/** What the user agent says: read when the message is sent, so that no request loads the parser. */
async function withDevice(message: OutgoingMail): Promise<OutgoingMail> {
  const { userAgent } = message.context;
  // Each waits alike, so that the messages of one call leave in their order.
  const device = await describeDevice(userAgent ?? "");
  return userAgent === undefined ? message : { ...message, context: { ...message.context, device } };
}

function inLanguage({ context }: Outgoing, catalogue: Catalogue | null): MessageContext {
  return { ...context, locale: catalogue?.locale ?? "en" };
}

/**
 * The language that the recipient chose: as the owner of the account that the message is about or, where it names none,
 * of the account that has verified the address. Read when the message is sent, so that a stranger's request has been
 * answered, and its timing shows nothing; null for nobody.
 */
async function localeOfRecipient(
  message: Outgoing,
  { database, texts }: { database: Database; texts: Texts },
): Promise<string | null> {
  if (texts.ofUser === null) return null;
  const { user } = message.context;
  const account = (user && (await findAccountById(database, user.id))) ?? (await ownerOf(message, database));
  return account === undefined ? null : texts.ofUser(viewAccount(account));
}

async function ownerOf({ kind, to }: Outgoing, database: Database): Promise<Account | undefined> {
  if (kind === "sms")
    return (await findAccountsByPhone(database, to)).find(({ user }) => user.phoneVerifiedAt !== null);
  const accounts = await findAccountsByEmail(database, to);
  return accounts.find(({ emails }) => emails.some(({ address, verifiedAt }) => address === to && verifiedAt !== null));
}
