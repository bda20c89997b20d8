/** Deliveries of text messages. */
export { consoleSms } from "./ports/sms/console.ts";
export type { SmsDelivery, SmsMessage, SmsTemplate } from "./ports/sms/sms.ts";
