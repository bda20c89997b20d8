import { singleLine } from "../lib/text.ts";
import type { MailMessage, MailOverrides, MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import { DEFAULT_MAIL_STYLE, type MailStyle } from "../ports/mail/mailStyle.ts";
import type { Html } from "./escape.ts";
import { mailBody, mailPage, textAsBody } from "./mailPage.ts";
import { type MailText, mailTexts } from "./mailTexts.ts";
import { isLinkable, unlinked } from "./unlinked.ts";

const MAX_LINE = 300;
/** Text that users choose freely: names of users and passkeys, and what a browser reports about itself. */
const FREE_TEXT: ReadonlySet<string> = new Set(["display", "username", "name", "userAgent"]);
const ADDRESSES: ReadonlySet<string> = new Set(["email", "oldEmail"]);
/** A local part may contain slashes, so that an address may look like a URL. */
const LINK_LIKE_ADDRESS = /^www\.|\/.*@/;

/** A mail in text and HTML: ours, with the app's replacements. */
export function renderMail(
  { template, to, context }: { template: MailTemplate; to: string; context: MessageContext },
  overrides: MailOverrides,
  style: MailStyle = DEFAULT_MAIL_STYLE,
): MailMessage {
  const safe = tidied(context);
  const opening = greeting(context.user, safe.user);
  const composed = mailTexts[template]({ ...safe, name: safe.name ?? "" });
  const own = overrides[template]?.(safe);
  const subject = singleLine(own?.subject ?? composed.subject, MAX_LINE);
  const text = own?.text ?? asText(composed, { ...safe, opening });
  const page = (body: Html) => mailPage({ appName: safe.appName, subject, body }, style);
  const ownHtml = own?.html ?? (own?.text === undefined ? undefined : page(textAsBody(own.text)));
  return { template, to, context, subject, text, html: ownHtml ?? page(mailBody(composed, { opening, style })) };
}

/**
 * Every value on one line, and in the direction of its letters: names that users chose must not look like our text (UAX
 * #9 lists the characters that change the direction of what follows), nor be a link.
 */
function tidied(context: MessageContext): MessageContext {
  const { email } = context.user ?? {};
  const line = (name: string, value: unknown) => {
    if (typeof value !== "string") return value;
    const tidy = singleLine(value.replace(/\p{Bidi_Control}/gu, ""), MAX_LINE * 4);
    const isAddress = ADDRESSES.has(name) || value === email;
    return (isAddress ? LINK_LIKE_ADDRESS.test(tidy) : FREE_TEXT.has(name)) ? unlinked(tidy) : tidy;
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

/** By name, unless a mail program could treat the name as a link; an address is the user's own. */
function greeting(named: MessageContext["user"], safe: MessageContext["user"]): string {
  if (named === undefined || safe === undefined || safe.display === "") return "Hello,";
  return isLinkable(named.display) && named.display !== named.email ? "Hello," : `Hello ${safe.display},`;
}
