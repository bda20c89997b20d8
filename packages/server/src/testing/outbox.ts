import type { MailDelivery, MailMessage, MailTemplate } from "../ports/mail/mail.ts";
import type { SmsDelivery, SmsMessage } from "../ports/sms/sms.ts";

/** Mail and text messages that were sent, the oldest first. */
export interface TestOutbox {
  readonly mails: MailMessage[];
  readonly messages: SmsMessage[];
  readonly mail: MailDelivery;
  readonly sms: SmsDelivery;
  /** The newest mail to an address, of a template if one is named. @throws Error when there is none */
  lastMail(to: string, template?: MailTemplate): MailMessage;
  /** The newest text message to a number. @throws Error when there is none */
  lastSms(to: string): SmsMessage;
}

export function testOutbox(): TestOutbox {
  const mails: MailMessage[] = [];
  const messages: SmsMessage[] = [];
  return {
    mails,
    messages,
    mail: { send: async (message) => void mails.push(message) },
    sms: { send: async (message) => void messages.push(message) },
    lastMail(to, template) {
      const found = mails.findLast((mail) => mail.to === to && (template === undefined || mail.template === template));
      if (found === undefined) throw new Error(`no mail ${template ?? ""} to ${to}`);
      return found;
    },
    lastSms(to) {
      const found = messages.findLast((message) => message.to === to);
      if (found === undefined) throw new Error(`no text message to ${to}`);
      return found;
    },
  };
}
