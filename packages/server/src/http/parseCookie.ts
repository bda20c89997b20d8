/**
 * Every value that a Cookie header contains for a name, in order.
 *
 * A parser that returns one value per name would hide that there are two, which is how a subdomain plants its own. Ours
 * are base64url, so nothing is decoded and nothing can be malformed. Only spaces and tabs are trimmed (RFC 6265bis
 * §5.6): to browsers, a name after any other space is another name, which they would store although it has no
 * `__Host-`.
 */
export function parseCookie(header: string, name: string): string[] {
  const values: string[] = [];
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at !== -1 && trimmed(pair.slice(0, at)) === name) values.push(trimmed(pair.slice(at + 1)));
  }
  return values;
}

/** By hand: a pattern would scan a long run of spaces once for each of them. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length];
  while (isBlank(text[from])) from++;
  while (to > from && isBlank(text[to - 1])) to--;
  return text.slice(from, to);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/** A cookie as a response sets it. */
export interface SetCookie {
  name: string;
  value: string;
  /** Seconds; absent for a cookie that expires when the browser closes. */
  maxAge?: number;
  /** In lower case, with their values. */
  attributes: Map<string, string>;
}

/** Parses a `Set-Cookie` header. */
export function parseSetCookie(line: string): SetCookie {
  const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
  const attributes = new Map(
    rest.map((part) => {
      const [name = "", value = ""] = part.split("=", 2);
      return [name.toLowerCase(), value];
    }),
  );
  const maxAge = attributes.get("max-age");
  const at = pair.indexOf("=");
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    attributes,
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
  };
}
