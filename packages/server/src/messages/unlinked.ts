import type { MailWords } from "../ports/texts/catalogue.ts";

const SPELT = { dot: "(dot)", colon: "(colon)" };
/** A full stop, or what browsers and mail programs treat as one, before the beginning of a domain's label. */
const DOT = /[.\u3002\uff0e\uff61\u2024](?=[\p{L}\p{M}]|\d[^\s.]*[\p{L}\p{M}])/gu;
const SCHEME = /:(?=\/\/)/g;

/**
 * Text that no mail program turns into a link: `evil.com` is a valid name of a user or a passkey, and would put its
 * owner's link into our mail. It is spelt out rather than broken by an invisible character, which programs treat
 * differently and which would be copied along. Version numbers stay unchanged.
 */
export function unlinked(text: string, { dot, colon }: Pick<MailWords, "dot" | "colon"> = SPELT): string {
  return text.replace(SCHEME, () => ` ${colon} `).replace(DOT, () => ` ${dot} `);
}

/** Whether a mail program may turn it into a link. */
export function isLinkable(text: string): boolean {
  return unlinked(text) !== text;
}
