import type { Catalogue } from "../catalogue.ts";
import { germanErrors } from "./errors.ts";
import { germanMails } from "./mails.ts";

/** German, addressing people as „Sie“. */
export const german: Catalogue = {
  locale: "de",
  errors: germanErrors,
  inputs: {
    email: "Das ist keine E-Mail-Adresse.",
    username: "Verwenden Sie Buchstaben, Ziffern und . + - _",
    phone: "Geben Sie die Nummer mit Ländervorwahl an, zum Beispiel +4915112345678.",
    tooLong: "zu lang",
    notText: "kein wohlgeformter Text",
  },
  mails: germanMails,
  mailWords: {
    greeting: (name) => (name === null ? "Guten Tag," : `Guten Tag ${name},`),
    openInstead: "Wenn die Schaltfläche nicht funktioniert, öffnen Sie diesen Link:",
    dot: "(Punkt)",
    colon: "(Doppelpunkt)",
  },
  sms: {
    verify_phone_code: ({ appName, code = "" }) =>
      `${code} ist Ihr Code, um diese Nummer bei ${appName} zu bestätigen.`,
    login_code: ({ appName, code = "" }) =>
      `${code} ist Ihr Anmeldecode für ${appName}. Geben Sie ihn an niemanden weiter.`,
    password_reset_code: ({ appName, code = "" }) =>
      `${code} ist Ihr Code, um Ihr Passwort bei ${appName} zurückzusetzen. Geben Sie ihn an niemanden weiter.`,
    account_already_exists: ({ appName }) =>
      `Ein Konto bei ${appName} mit dieser Nummer gibt es bereits. Melden Sie sich an oder setzen Sie Ihr Passwort zurück.`,
    unknown_account: ({ appName }) => `Es gibt kein Konto bei ${appName} mit dieser Nummer.`,
  },
};
