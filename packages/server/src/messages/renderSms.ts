import type { MessageContext } from "../ports/mail/mail.ts";
import type { SmsMessage, SmsTemplate } from "../ports/sms/sms.ts";
import type { Catalogue } from "../ports/texts/catalogue.ts";

/** Short: a text message holds 160 characters, and the code comes first, where a locked phone shows it. */
export const smsTexts: Record<SmsTemplate, (context: MessageContext) => string> = {
  verify_phone_code: ({ appName, code = "" }) => `${code} is your code to verify this number at ${appName}.`,
  login_code: ({ appName, code = "" }) => `${code} is your login code for ${appName}. Do not share it.`,
  password_reset_code: ({ appName, code = "" }) =>
    `${code} is your code to reset your password at ${appName}. Do not share it.`,
  account_already_exists: ({ appName, socialOnly }) =>
    `An account at ${appName} with this number already exists. Log in${socialOnly ? "" : ", or reset your password"}.`,
  unknown_account: ({ appName }) => `There is no account at ${appName} with this number.`,
};

export function renderSms(
  { template, to, context }: { template: SmsTemplate; to: string; context: MessageContext },
  texts: Catalogue["sms"] = smsTexts,
): SmsMessage {
  return { template, to, text: texts[template](context), context };
}
