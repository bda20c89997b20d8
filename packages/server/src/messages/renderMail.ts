import { singleLine } from "../lib/text.ts";
import type { MailMessage, MailOverrides, MailTemplate, MessageContext } from "../ports/mail/mail.ts";
import { escapeHtml, type Html, html } from "./escape.ts";
import { type MailText, mailTexts } from "./mailTexts.ts";
import { isLinkable, unlinked } from "./unlinked.ts";

const MAX_LINE = 300;
/** What people write as they like: names of users and passkeys, and what a browser says that it is. */
const FREE_TEXT: ReadonlySet<string> = new Set(["display", "username", "name", "userAgent"]);
const ADDRESSES: ReadonlySet<string> = new Set(["email", "oldEmail"]);
/** A local part may hold slashes, so that an address may look like one of the web. */
const LINK_LIKE_ADDRESS = /^www\.|\/.*@/;

/** A mail in text and HTML: ours, with what the app replaces of it. */
export function renderMail(
  { template, to, context }: { template: MailTemplate; to: string; context: MessageContext },
  overrides: MailOverrides,
): MailMessage {
  const safe = tidied(context);
  const opening = greeting(context.user, safe.user);
  const composed = mailTexts[template]({ ...safe, name: safe.name ?? "" });
  const own = overrides[template]?.(safe);
  const subject = singleLine(own?.subject ?? composed.subject, MAX_LINE);
  const text = own?.text ?? asText(composed, { ...safe, opening });
  const ownHtml = own?.html ?? (own?.text === undefined ? undefined : asPage(subject, paragraphs(own.text)));
  return {
    template,
    to,
    context,
    subject,
    text,
    html: ownHtml ?? asPage(subject, asBody(composed, { ...safe, opening })),
  };
}

/**
 * Every value on one line, and in the direction of its letters: what people named themselves must not look like words
 * of ours (UAX #9 has the characters that turn what follows), nor be a link.
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

/** What stands above and below the words of a mail. */
interface Frame {
  appName: string;
  opening: string;
}

function asText({ lead, action, rest = [] }: MailText, { appName, opening }: Frame): string {
  const done =
    action === undefined ? [] : ["code" in action ? `    ${action.code}` : `${action.label}:\n${action.url}`];
  return [opening, ...lead, ...done, ...rest, appName].join("\n\n");
}

function asBody({ lead, action, rest = [] }: MailText, { appName, opening }: Frame): Html {
  const paragraph = (text: string) => html`<p style="margin:0 0 16px">${text}</p>`;
  return html`${[opening, ...lead].map(paragraph)}${action === undefined ? "" : actionHtml(action)}${rest.map(paragraph)}<p style="margin:24px 0 0;opacity:.7">${appName}</p>`;
}

function actionHtml(action: NonNullable<MailText["action"]>): Html {
  if ("code" in action)
    return html`<p style="margin:0 0 16px;font:600 24px/1.4 ui-monospace,monospace;letter-spacing:2px">${action.code}</p>`;
  return html`<p style="margin:0 0 16px"><a href="${action.url}" style="font-weight:600">${action.label}</a></p><p style="margin:0 0 16px;word-break:break-all">${action.url}</p>`;
}

function asPage(subject: string, body: Html): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"><title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif"><main style="max-width:36rem;margin:0 auto">${body.html}</main></body></html>`;
}

function paragraphs(text: string): Html {
  return html`${text.split(/\n{2,}/).map((part) => html`<p style="margin:0 0 16px;white-space:pre-line">${part}</p>`)}`;
}

/** By name, unless a mail program could take the name for a link; an address is the user's own. */
function greeting(named: MessageContext["user"], safe: MessageContext["user"]): string {
  if (named === undefined || safe === undefined || safe.display === "") return "Hello,";
  return isLinkable(named.display) && named.display !== named.email ? "Hello," : `Hello ${safe.display},`;
}
