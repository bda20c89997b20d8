/** A full stop, or what browsers and mail programs take for one, before the beginning of a domain's label. */
const DOT = /[.\u3002\uff0e\uff61\u2024](?=[\p{L}\p{M}]|\d[^\s.]*[\p{L}\p{M}])/gu;
const SCHEME = /:(?=\/\/)/g;

/**
 * Text that no mail program makes a link of: `evil.com` is a good name of a user or a passkey, and whoever has it could
 * put a link of theirs into a mail of ours. Spelt out rather than broken by something unseen, which programs differ in
 * and which would be copied along. Numbers of versions stay as they are.
 */
export function unlinked(text: string): string {
  return text.replace(SCHEME, " (colon) ").replace(DOT, " (dot) ");
}

/** Whether a mail program may make a link of it. */
export function isLinkable(text: string): boolean {
  return unlinked(text) !== text;
}
