import { singleLine } from "../lib/text.ts";
import type { MailMessage, MailOverrides, MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import { DEFAULT_MAIL_STYLE, type MailStyle } from "../ports/mail/mailStyle.ts";
import type { Catalogue, MailText, MailWords } from "../ports/texts/catalogue.ts";
import type { Html } from "./escape.ts";
import { mailBody, mailPage, textAsBody } from "./mailPage.ts";
import { mailTexts, mailWords } from "./mailTexts.ts";
import { isLinkable, unlinked } from "./unlinked.ts";

const MAX_LINE = 300;
/** Text that users choose freely: names of users and passkeys, and what a browser reports about itself. */
const FREE_TEXT: ReadonlySet<string> = new Set(["display", "username", "name", "userAgent"]);
const ADDRESSES: ReadonlySet<string> = new Set(["email", "oldEmail"]);
/** A local part may contain slashes, so that an address may look like a URL. */
const LINK_LIKE_ADDRESS = /^www\.|\/.*@/;

/** The part of a catalogue that mails need. */
type MailCatalogue = Pick<Catalogue, "locale" | "direction" | "mails" | "mailWords">;

const ENGLISH: MailCatalogue = { locale: "en", mails: mailTexts, mailWords };

/** How a mail looks, and its language. */
interface MailDesign {
  style: MailStyle;
  catalogue: MailCatalogue;
}

/** A mail in text and HTML: ours, with the app's replacements. */
export function renderMail(
  { template, to, context }: { template: MailTemplate; to: string; context: MessageContext },
  overrides: MailOverrides,
  { style = DEFAULT_MAIL_STYLE, catalogue = ENGLISH }: Partial<MailDesign> = {},
): MailMessage {
  const { mails, mailWords: words } = catalogue;
  const safe = tidied(context, words);
  const opening = words.greeting(greetedName(context.user, safe.user));
  const composed = mails[template]({ ...safe, name: safe.name ?? "" });
  const own = overrides[template]?.(safe);
  const subject = singleLine(own?.subject ?? composed.subject, MAX_LINE);
  const text = own?.text ?? asText(composed, { ...safe, opening });
  const page = (body: Html) => mailPage({ appName: safe.appName, subject, body, language: catalogue }, style);
  const ownHtml = own?.html ?? (own?.text === undefined ? undefined : page(textAsBody(own.text)));
  const html = ownHtml ?? page(mailBody(composed, { opening, style, openInstead: words.openInstead }));
  return { template, to, context, subject, text, html };
}

/**
 * Every value on one line, and in the direction of its letters: names that users chose must not look like our text (UAX
 * #9 lists the characters that change the direction of what follows), nor be a link.
 */
function tidied(context: MessageContext, words: MailWords): MessageContext {
  const { email } = context.user ?? {};
  const line = (name: string, value: unknown) => {
    if (typeof value !== "string") return value;
    const tidy = singleLine(value.replace(/\p{Bidi_Control}/gu, ""), MAX_LINE * 4);
    const isAddress = ADDRESSES.has(name) || value === email;
    return (isAddress ? LINK_LIKE_ADDRESS.test(tidy) : FREE_TEXT.has(name)) ? unlinked(tidy, words) : tidy;
  };
  const entries = Object.entries(context).map(([name, value]) => [
    name,
    typeof value === "object"
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, line(key, inner)]))
      : line(name, value),
  ]);
  return Object.fromEntries(entries);
}

/** The parts above and below the text of a mail. */
interface Frame {
  appName: string;
  opening: string;
}

function asText({ lead, action, rest = [] }: MailText, { appName, opening }: Frame): string {
  const done =
    action === undefined ? [] : ["code" in action ? `    ${action.code}` : `${action.label}:\n${action.url}`];
  return [opening, ...lead, ...done, ...rest, appName].join("\n\n");
}

/** None for a name that a mail program could treat as a link; an address is the user's own. */
function greetedName(named: MessageContext["user"], safe: MessageContext["user"]): string | null {
  if (named === undefined || safe === undefined || safe.display === "") return null;
  return isLinkable(named.display) && named.display !== named.email ? null : safe.display;
}
