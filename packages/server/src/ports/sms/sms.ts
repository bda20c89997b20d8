import type { MessageContext } from "../mail/mail.ts";

/** Ids of the text messages that Latchkey sends. */
export type SmsTemplate =
  | "verify_phone_code"
  | "login_code"
  | "password_reset_code"
  | "account_already_exists"
  | "unknown_account";

/** One text message, ready to send. */
export interface SmsMessage {
  template: SmsTemplate;
  /** E.164. */
  to: string;
  text: string;
  context: MessageContext;
}

/** Sends text messages. May throw: the message is kept and retried. One that returns nothing to wait for has sent it. */
export interface SmsDelivery {
  send(message: SmsMessage): Promise<void>;
}
