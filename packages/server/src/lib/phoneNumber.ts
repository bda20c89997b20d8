const E164 = /^\+[1-9]\d{5,14}$/;

/** A number in E.164, exactly as given; null for anything else. Front ends strip blanks before they send it. */
export function normalizePhoneNumber(typed: string): string | null {
  return E164.test(typed) ? typed : null;
}
