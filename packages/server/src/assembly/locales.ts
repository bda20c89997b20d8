/** Errors, emails and text messages in other languages, for the option `texts`. */

export type { MailTemplate, MessageContext } from "../ports/mail/mail.ts";
export type { SmsTemplate } from "../ports/sms/sms.ts";
export type { Catalogue, MailText, MailValues, MailWords } from "../ports/texts/catalogue.ts";
export { french } from "../ports/texts/french/french.ts";
export { german } from "../ports/texts/german/german.ts";
export type { InputFault } from "../ports/texts/inputTexts.ts";
export type { AuthErrorCode } from "../wire/errors.ts";
export { english } from "./english.ts";
