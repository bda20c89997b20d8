/** In lower case, without `_` and `-`. */
const SECRET_NAMES = new Set(["code", "codes", "key", "passcode", "passphrase", "recoverycodes", "response", "state"]);
const SECRET_ENDINGS = /(?:password|secret|token)s?$/;
const REDACTED = "[redacted]";
const MAX_DEPTH = 32;

/**
 * The input of a call without passwords, codes, keys and tokens, for loggers and error trackers.
 *
 * Secrets are recognised by field name, at any depth. Values without plain fields (a form, a map, a file) are left out
 * entirely, as are circular references. Never throws.
 *
 * @param _path the procedure, for call sites that have it; the result is the same wherever the router is mounted
 */
export function redactInput(_path: string, input: unknown): unknown {
  return redact(input, 0, new Map());
}

function redact(value: unknown, depth: number, known: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "function" ? REDACTED : value;
  if (known.has(value)) return known.get(value);
  // Until its copy is done, whatever meets it again is inside of it.
  known.set(value, REDACTED);
  const copy = depth < MAX_DEPTH ? copyOf(value, (inner) => redact(inner, depth + 1, known)) : REDACTED;
  known.set(value, copy);
  return copy;
}

function copyOf(value: object, inside: (inner: unknown) => unknown): unknown {
  try {
    if (value instanceof Date) return value;
    if (Array.isArray(value)) return value.map(inside);
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) return REDACTED;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, isSecret(name) ? REDACTED : inside(inner)]),
    );
  } catch {
    // A getter or a proxy that throws must not take the logger down with it.
    return REDACTED;
  }
}

function isSecret(name: string): boolean {
  const plain = name.replace(/[_-]/g, "").toLowerCase();
  return SECRET_NAMES.has(plain) || SECRET_ENDINGS.test(plain);
}
