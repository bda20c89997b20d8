/** A cookie as a response sets it. */
export interface SetCookie {
  name: string;
  value: string;
  /** Seconds; absent for a cookie that ends with the browser. */
  maxAge?: number;
  /** In lower case, with their values. */
  attributes: Map<string, string>;
}

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
