import type { MailMessage } from "../ports/mail/mail.ts";
import type { SmsMessage } from "../ports/sms/sms.ts";

/** Shorter values are found by chance, and reveal nothing. */
const MIN_LENGTH = 4;

/**
 * The error of a delivery, without its message: providers' clients often quote the failed request, as text or as a
 * property, and the message contains codes, keys and an address.
 */
export function deliveryError(
  error: unknown,
  message: Pick<MailMessage | SmsMessage, "to" | "text" | "context">,
): Error {
  const { name, message: said, stack } = error instanceof Error ? error : new Error(String(error));
  const { context, to, text } = message;
  const secrets = [text, context.url, context.key, context.code, to].filter((value) => value !== undefined);
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]);
  const redact = (words: string) =>
    forms
      .filter((form) => form.length >= MIN_LENGTH)
      .reduce((rest, form) => rest.replaceAll(form, "[redacted]"), words);
  const safe = Object.assign(new Error(redact(said)), { name });
  if (stack !== undefined) safe.stack = redact(stack);
  return Object.assign(safe, codesOf(error));
}

/** The codes by which nodemailer and Node describe a failure. */
function codesOf(error: unknown): { code?: string; responseCode?: number } {
  if (typeof error !== "object" || error === null) return {};
  return {
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    ...("responseCode" in error && typeof error.responseCode === "number" ? { responseCode: error.responseCode } : {}),
  };
}
