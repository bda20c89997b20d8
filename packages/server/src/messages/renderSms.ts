import type { MessageContext } from "../ports/mail/mail.ts";
import type { SmsMessage, SmsTemplate } from "../ports/sms/sms.ts";

/** Short: a text message holds 160 characters, and the code comes first, where a locked phone shows it. */
export const smsTexts: Record<SmsTemplate, (context: MessageContext) => string> = {
  verify_phone_code: ({ appName, code = "" }) => `${code} is your code to verify this number at ${appName}.`,
  login_code: ({ appName, code = "" }) => `${code} is your login code for ${appName}. Give it to nobody.`,
  password_reset_code: ({ appName, code = "" }) =>
    `${code} is your code to reset your password at ${appName}. Give it to nobody.`,
  account_already_exists: ({ appName }) =>
    `There is an account at ${appName} with this number already. Log in, or reset your password.`,
  unknown_account: ({ appName }) => `There is no account at ${appName} with this number.`,
};

export function renderSms({
  template,
  to,
  context,
}: {
  template: SmsTemplate;
  to: string;
  context: MessageContext;
}): SmsMessage {
  return { template, to, text: smsTexts[template](context), context };
}
