import type { MailStyle } from "../ports/mail/mailStyle.ts";
import type { Catalogue, MailText } from "../ports/texts/catalogue.ts";
import { type Html, html } from "./escape.ts";

/** The contents of a mail's page, besides its style. */
export interface MailPage {
  appName: string;
  subject: string;
  body: Html;
  /** The language of the text. */
  language: Pick<Catalogue, "locale" | "direction">;
}

const PARAGRAPH = "margin:0 0 16px";
const CODE_FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace";

/**
 * For programs that support dark mode; each colour that matters is also set in an attribute, for those that ignore
 * style sheets. Nothing is lost without images: the alternative text of the logo is the app's name.
 */
const SHEET =
  ".page{background:#f4f5f4;color:#1a1d1b}.card{background:#fff;border:1px solid #e2e5e3}.quiet{color:#5b625e}.box{background:#f4f5f4}" +
  "@media (prefers-color-scheme:dark){.page{background:#0f1110!important;color:#eceeed!important}.card{background:#191c1a!important;border-color:#2e3330!important}.quiet{color:#a7aeaa!important}.box{background:#262a28!important}.link{color:#eceeed!important}}";

/** One page for every mail: the app's name or logo, a card with the text, and the sender. */
export function mailPage({ appName, subject, body, language }: MailPage, style: MailStyle): string {
  const brand =
    style.logo === undefined
      ? html`<span style="font-size:16px;font-weight:600">${appName}</span>`
      : html`<img src="${style.logo}" alt="${appName}" height="32" style="display:block;height:32px;width:auto;border:0;font-size:16px;font-weight:600">`;
  const direction = language.direction === "rtl" ? html` dir="rtl"` : "";
  const { html: page } =
    html`<!doctype html><html lang="${language.locale}"${direction}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"><title>${subject}</title><style>${{ html: SHEET }}</style></head><body class="page" style="margin:0;padding:0;background:#f4f5f4;color:#1a1d1b;font:16px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page"><tr><td align="center" style="padding:40px 16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px"><tr><td style="padding:0 4px 20px">${brand}</td></tr><tr><td class="card" style="padding:32px;border-radius:12px;border:1px solid #e2e5e3;background:#ffffff"><h1 style="margin:0 0 20px;font-size:20px;line-height:1.3;font-weight:600">${subject}</h1>${body}</td></tr><tr><td class="quiet" style="padding:20px 4px 0;font-size:13px;color:#5b625e">${appName}</td></tr></table></td></tr></table></body></html>`;
  return page;
}

/** Our texts: paragraphs, and the one action. */
export function mailBody(
  { lead, action, rest = [] }: MailText,
  { opening, style, openInstead }: { opening: string; style: MailStyle; openInstead: string },
): Html {
  const before = [opening, ...lead].map((text) => html`<p style="${PARAGRAPH}">${text}</p>`);
  const after = rest.map(
    (text) => html`<p class="quiet" style="margin:16px 0 0;font-size:14px;color:#5b625e">${text}</p>`,
  );
  return html`${before}${action === undefined ? "" : actionHtml(action, { ...style, openInstead })}${after}`;
}

/** An app's own text, as paragraphs. */
export function textAsBody(text: string): Html {
  return html`${text.split(/\n{2,}/).map((part) => html`<p style="${PARAGRAPH};white-space:pre-line">${part}</p>`)}`;
}

function actionHtml(
  action: NonNullable<MailText["action"]>,
  { color, openInstead }: MailStyle & { openInstead: string },
): Html {
  if ("code" in action)
    return html`<p class="box" style="margin:24px 0;padding:16px;border-radius:8px;background:#f4f5f4;text-align:center;font:600 28px/1.3 ${CODE_FONT};letter-spacing:3px">${action.code}</p>`;
  const button = `display:inline-block;padding:12px 22px;border-radius:8px;background:${color};color:${textOn(color)};font-weight:600;text-decoration:none`;
  return html`<p style="margin:24px 0"><a href="${action.url}" style="${button}">${action.label}</a></p><p class="quiet" style="margin:0 0 16px;font-size:13px;color:#5b625e">${openInstead}<br><a class="link" href="${action.url}" style="color:#1a1d1b;word-break:break-all">${action.url}</a></p>`;
}

/** White or black, whichever has more contrast (WCAG 2.2, relative luminance). */
function textOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(Number.parseInt(color.slice(at, at + 2), 16) / 255),
  );
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#ffffff" : "#000000";
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}
