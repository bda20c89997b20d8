const MAX_SIMILARITY = 0.7;
const MIN_PART = 3;

/**
 * Whether a password nearly equals some of the user's own data, or a part of it.
 *
 * Compares the letters that both have, in any order, as Django's UserAttributeSimilarityValidator does: linear in the
 * length, so that a long password cannot keep the server busy.
 */
export function isSimilar(password: string, about: readonly string[]): boolean {
  const typed = password.toLowerCase();
  return about
    .map((text) => text.toLowerCase())
    .flatMap((text) => [text, ...text.split("@"), ...text.split(/[^\p{L}\p{N}]+/u)])
    .some((part) => part.length >= MIN_PART && similarity(typed, part) >= MAX_SIMILARITY);
}

/** 1 for the same letters, 0 for none in common. */
function similarity(a: string, b: string): number {
  const left = new Map<string, number>();
  for (const letter of b) left.set(letter, (left.get(letter) ?? 0) + 1);
  let common = 0;
  for (const letter of a) {
    const count = left.get(letter) ?? 0;
    if (count === 0) continue;
    left.set(letter, count - 1);
    common += 1;
  }
  return (2 * common) / (a.length + b.length);
}
