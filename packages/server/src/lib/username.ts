const MAX_LENGTH = 150;
/** Letters, marks and digits of any script, and `. + - _`. Never `@`: a username must not be someone's address. */
const SHAPE = /^[\p{L}\p{M}\p{N}_.+-]+$/u;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;

/** A username as displayed, and the key by which two of them are compared. */
export interface Username {
  username: string;
  key: string;
}

/**
 * The normal form of a username: NFKC, trimmed, its case kept.
 *
 * The key folds case both ways, since some letters coincide only in upper case (ß and SS, dotless ı and I) and some
 * only in lower case (the Kelvin sign and k).
 *
 * Invisible letters and marks (Default_Ignorable_Code_Point: fillers, variation selectors) are refused, or two names
 * would look the same, or look like a blocked one.
 *
 * @returns null when it is empty, too long, or has other characters than letters, digits and `. + - _`
 */
export function normalizeUsername(typed: string): Username | null {
  if (typed.length > MAX_LENGTH * 4) return null;
  const username = typed.trim().normalize("NFKC");
  if (
    !username.isWellFormed() ||
    !SHAPE.test(username) ||
    INVISIBLE.test(username) ||
    [...username].length > MAX_LENGTH
  )
    return null;
  return { username, key: username.toUpperCase().toLowerCase().normalize("NFKC") };
}
