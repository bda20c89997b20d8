import type { AuthErrorCode } from "../../wire/errors.ts";
import type { MailTemplate, MessageContext } from "../mail/mail.ts";
import type { SmsTemplate } from "../sms/sms.ts";
import type { InputFault } from "./inputTexts.ts";

/** The text of a mail: paragraphs, and at most one action. */
export interface MailText {
  subject: string;
  /** Before the action. */
  lead: string[];
  /** A code to enter, or a link to follow. */
  action?: { code: string } | { label: string; url: string };
  /** After the action. */
  rest?: string[];
}

/** The values of a mail. `name` is never missing: it is empty where the template has none. */
export type MailValues = MessageContext & { name: string };

/** What mails of every template contain besides their text. */
export interface MailWords {
  /** The first line. @param name null where the user has none, or one that could be taken for a link */
  greeting(name: string | null): string;
  /** Above the address of a link, for mail programs that show no button. */
  openInstead: string;
  /** How a full stop is spelt out in a name that could be taken for a link: "evil (dot) com". */
  dot: string;
  /** How the colon before `//` is spelt out there. */
  colon: string;
}

/**
 * The texts of one language. It is complete, or it does not compile: spread one of ours to replace single texts, such
 * as `{ ...german, locale: "de-CH" }`.
 */
export interface Catalogue {
  /** A language tag (BCP 47), such as `de`: also offered to those who ask for `de-AT` (RFC 4647 §3.4). */
  locale: string;
  /** The direction of its script. @default "ltr" */
  direction?: "ltr" | "rtl";
  /** The messages of errors, by code: plain text for users. */
  errors: Readonly<Record<AuthErrorCode, string>>;
  /** The messages of malformed input, where its code is `invalid`. */
  inputs: Readonly<Record<InputFault, string>>;
  mails: Readonly<Record<MailTemplate, (values: MailValues) => MailText>>;
  mailWords: MailWords;
  /** Text messages. One holds 160 characters, and the code comes first, where a locked phone shows it. */
  sms: Readonly<Record<SmsTemplate, (context: MessageContext) => string>>;
}
