/** In lower case, without `_` and `-`. */
const SECRET_NAMES = new Set([
  ...["code", "codes", "key", "passcode", "passphrase", "recoverycodes", "response", "state", "invitation"],
  ...["cvc", "cvv", "csc", "pan", "securitycode"],
]);
const SECRET_ENDINGS =
  /(?:password|secret|token|cardnumber|(?:auth|backup|confirmation|factor|login|mfa|otp|recovery|reset|sms|totp|verification)code)s?$/;
/** Also as one word of a name: `otpCode`, `new_pin`, but not `shipping`. */
const SECRET_WORDS = new Set(["otp", "otps", "totp", "pin", "pins", "cvc", "cvv"]);
/**
 * As printed on cards, grouped or not: 13 to 19 digits, of which the first identifies a bank's card (ISO/IEC 7812-1).
 */
const CARD_NUMBER = /^[2-6]\d(?:[ -]?\d){11,17}$/;
const REDACTED = "[redacted]";
const MAX_DEPTH = 32;

/**
 * The input of a call without passwords, codes, keys and tokens, for loggers and error trackers.
 *
 * Secrets are recognised by field name, at any depth; numbers of payment cards by their check digit, under any name. Values without plain fields (a form, a map, a file) are left out
 * entirely, as are circular references. Never throws.
 *
 * @param _path the procedure, for call sites that have it; the result is the same wherever the router is mounted
 */
export function redactInput(_path: string, input: unknown): unknown {
  return redact(input, 0, new Map());
}

function redact(value: unknown, depth: number, known: Map<object, unknown>): unknown {
  if (typeof value !== "object" || value === null)
    return typeof value === "function" || isCardNumber(value) ? REDACTED : value;
  if (known.has(value)) return known.get(value);
  // Until its copy is complete, a further reference to it is circular.
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
    // A getter or a proxy that throws must not break the logger.
    return REDACTED;
  }
}

function isSecret(name: string): boolean {
  const plain = name.replace(/[_-]/g, "").toLowerCase();
  if (SECRET_NAMES.has(plain) || SECRET_ENDINGS.test(plain)) return true;
  const words = name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some((word) => SECRET_WORDS.has(word));
}

/** Whether it has the form of one, and a correct check digit (Luhn, ISO/IEC 7812-1 annex B). */
function isCardNumber(value: unknown): boolean {
  const text = typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  if (typeof text !== "string" || !CARD_NUMBER.test(text)) return false;
  const digits = [...text.replace(/\D/g, "")].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, at) => total + (at % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return sum % 10 === 0;
}
