/**
 * When something happened, in the words of a language: in UTC, since nobody tells where the reader is.
 *
 * @param at ISO 8601
 */
export function instantIn(locale: string, at: string): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "UTC" });
  return `${format.format(new Date(at))} UTC`;
}
