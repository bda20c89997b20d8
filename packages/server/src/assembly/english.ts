import { errorTable } from "../http/errorTable.ts";
import { mailTexts, mailWords } from "../messages/mailTexts.ts";
import { smsTexts } from "../messages/renderSms.ts";
import type { Catalogue } from "../ports/texts/catalogue.ts";
import { inputTexts } from "../ports/texts/inputTexts.ts";

/** English as it ships: a start for a catalogue of your own, or for one with the locale `en` that replaces it. */
export const english: Catalogue = {
  locale: "en",
  // The table is a literal, so the messages have its keys and no others.
  errors: Object.fromEntries(
    Object.entries(errorTable).map(([code, { message }]) => [code, message]),
  ) as Catalogue["errors"],
  inputs: inputTexts,
  mails: mailTexts,
  mailWords,
  sms: smsTexts,
};
