/**
 * Every value that a Cookie header carries for a name, in order.
 *
 * A parser that gives one value per name would hide that there are two, which is how a subdomain plants its own. Ours
 * are base64url, so nothing is decoded and nothing can be malformed.
 */
export function parseCookie(header: string, name: string): string[] {
  const values: string[] = [];
  for (const pair of header.split(";")) {
    const at = pair.indexOf("=");
    if (at !== -1 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
  }
  return values;
}
