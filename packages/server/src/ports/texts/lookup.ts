/** More than any browser sends: the rest of a longer header is not read. */
const MAX_LENGTH = 1_000;
const MAX_RANGES = 30;
/** A language range with its weight (RFC 9110 §12.5.4); `*` asks for no language in particular. */
const RANGE = /^([a-z]{1,8}(?:-[a-z0-9]{1,8})*)(?:\s*;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i;

/**
 * The offered language that `Accept-Language` asks for most, by the lookup of RFC 4647 §3.4; null when it asks for none
 * of them. Malformed ranges are ignored.
 *
 * @param offered language tags in lower case
 */
export function acceptedLocale(header: string, offered: ReadonlySet<string>): string | null {
  const ranges = rangesIn(header);
  const refused = new Set(ranges.filter(({ weight }) => weight === 0).map(({ range }) => range));
  const wanted = ranges.filter(({ weight }) => weight > 0).sort((one, other) => other.weight - one.weight);
  const allowed = new Set([...offered].filter((locale) => !refused.has(locale)));
  for (const { range } of wanted) {
    const found = lookUp(range, allowed);
    if (found !== null) return found;
  }
  return null;
}

function rangesIn(header: string): { range: string; weight: number }[] {
  return header
    .slice(0, MAX_LENGTH)
    .split(",", MAX_RANGES)
    .flatMap((part) => {
      const [, range, weight = "1"] = RANGE.exec(part.trim()) ?? [];
      return range === undefined ? [] : [{ range: range.toLowerCase(), weight: Number(weight) }];
    });
}

/** Longer ones name no language (RFC 5646 §4.4.1 recommends room for 35 characters); anybody may have written them. */
const MAX_TAG = 100;

/** The range itself or, shortened from its end, what it is a variety of: `de-CH-1996`, `de-CH`, `de`. */
export function lookUp(range: string, offered: ReadonlySet<string>): string | null {
  if (range.length > MAX_TAG) return null;
  const subtags = range.toLowerCase().split("-");
  while (subtags.length > 0) {
    const tag = subtags.join("-");
    if (offered.has(tag)) return tag;
    subtags.pop();
    // A single letter begins an extension, and says nothing without it.
    if (subtags.at(-1)?.length === 1) subtags.pop();
  }
  return null;
}
