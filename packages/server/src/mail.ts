/** Deliveries of mail. */
export { consoleMail } from "./ports/mail/console.ts";
export type { MailDelivery, MailMessage, MailTemplate, MessageContext } from "./ports/mail/mail.ts";
export { type SmtpOptions, smtp } from "./ports/mail/smtp.ts";
