/** A number as people write it, without what they put between the digits: the server takes E.164 alone. */
export function withoutSpacing(typed: string): string {
  return typed.replace(/[\s().\-/]/g, "");
}
