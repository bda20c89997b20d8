import type { MessageContext } from "../../mail/mail.ts";
import type { Catalogue, MailText, MailValues } from "../catalogue.ts";
import { deviceInWords } from "../device.ts";
import { instantIn } from "../instantIn.ts";

const IGNORE = "Wenn Sie das nicht angefordert haben, können Sie diese E-Mail ignorieren.";
const KEEP = "Geben Sie ihn an niemanden weiter.";
const code = ({ code = "" }: MessageContext) => ({ code });
const link = (label: string, url = "") => ({ label, url });

function notification(subject: string, sentence: (values: MailValues) => string) {
  return (values: MailValues): MailText => ({
    subject,
    lead: [sentence(values), ...circumstances(values)],
    rest: [`Waren Sie das nicht? Setzen Sie Ihr Passwort bei ${values.appName} sofort zurück.`],
  });
}

function circumstances({ at, ip, device, userAgent }: MessageContext): string[] {
  const when = at === undefined ? "" : `Wann: ${instantIn("de", at)}.`;
  const where = ip === undefined ? "" : `IP-Adresse: ${ip}.`;
  const client = (device && deviceInWords(device, "unter")) ?? userAgent ?? "";
  const what = client === "" ? "" : `Browser oder App: ${client}.`;
  const known = [when, where, what].filter((part) => part !== "");
  return known.length === 0 ? [] : [known.join(" ")];
}

/** Was in beiden Fällen zu tun ist: Wer es auch war, kennt vielleicht das Passwort. */
function aboutLogin(subject: string, sentence: (values: MailValues) => string, ifYou: string) {
  return (values: MailValues): MailText => ({
    subject,
    lead: [sentence(values), ...circumstances(values), ifYou],
    ...(values.passwordResetUrl === undefined
      ? {}
      : { action: link("Waren Sie das nicht? Passwort zurücksetzen", values.passwordResetUrl) }),
    rest: [
      values.socialOnly
        ? `Waren Sie das nicht? Wenden Sie sich sofort an ${values.appName}.`
        : "Wenn Sie das nicht waren, setzen Sie Ihr Passwort sofort zurück. Damit werden auch alle abgemeldet, die in Ihrem Konto angemeldet sind.",
    ],
  });
}

export const germanMails: Catalogue["mails"] = {
  verify_email: ({ appName, url, email = "" }) => ({
    subject: `Bestätigen Sie Ihre E-Mail-Adresse für ${appName}`,
    lead: [`Öffnen Sie diesen Link, um zu bestätigen, dass ${email} Ihre Adresse ist.`],
    action: link("E-Mail-Adresse bestätigen", url),
    rest: [IGNORE],
  }),
  verify_email_code: (values) => ({
    subject: `Ihr Bestätigungscode für ${values.appName}`,
    lead: [`Geben Sie diesen Code ein, um zu bestätigen, dass ${values.email ?? ""} Ihre Adresse ist.`],
    action: code(values),
    rest: [IGNORE],
  }),
  password_reset: ({ appName, url, user }) => ({
    subject: `Setzen Sie Ihr Passwort für ${appName} zurück`,
    lead: [
      `Jemand, vermutlich Sie, möchte das Passwort Ihres Kontos bei ${appName} zurücksetzen.`,
      ...(user?.username ? [`Ihr Benutzername lautet ${user.username}.`] : []),
    ],
    action: link("Neues Passwort wählen", url),
    rest: [IGNORE, "Ihr Passwort bleibt unverändert, bis Sie ein neues wählen."],
  }),
  password_reset_code: (values) => ({
    subject: `Ihr Code zum Zurücksetzen des Passworts für ${values.appName}`,
    lead: ["Geben Sie diesen Code auf der Seite ein, auf der Sie Ihr Passwort zurücksetzen wollten."],
    action: code(values),
    rest: [`${KEEP} ${IGNORE}`],
  }),
  login_code: (values) => ({
    subject: `Ihr Anmeldecode für ${values.appName}`,
    lead: ["Geben Sie diesen Code auf der Seite ein, auf der Sie sich gerade anmelden."],
    action: code(values),
    rest: [`${KEEP} ${IGNORE}`],
  }),
  invitation: ({ appName, url, email = "" }) => ({
    subject: `Sie sind zu ${appName} eingeladen`,
    lead: [`Öffnen Sie diesen Link, um mit ${email} Ihr Konto bei ${appName} anzulegen.`],
    action: link("Konto anlegen", url),
    rest: ["Wenn Sie diese Einladung nicht erwartet haben, können Sie diese E-Mail ignorieren."],
  }),
  account_already_exists: ({ appName, email = "", passwordResetUrl }) => ({
    subject: `Sie haben bereits ein Konto bei ${appName}`,
    lead: [
      `Jemand, vermutlich Sie, wollte sich bei ${appName} mit ${email} registrieren. Ein Konto mit dieser Adresse gibt es bereits.`,
      "Wenn Sie Ihr Passwort vergessen haben, können Sie es zurücksetzen.",
    ],
    action: link("Passwort zurücksetzen", passwordResetUrl),
    rest: [IGNORE],
  }),
  unknown_account: ({ appName, email = "", signupUrl }) => ({
    subject: `Kein Konto bei ${appName}`,
    lead: [
      `Jemand, vermutlich Sie, wollte mit ${email} auf ein Konto bei ${appName} zugreifen. Ein Konto mit dieser Adresse gibt es nicht.`,
      "Vielleicht haben Sie sich mit einer anderen Adresse registriert oder noch gar nicht.",
    ],
    action: link("Registrieren", signupUrl),
    rest: [IGNORE],
  }),
  password_changed: notification(
    "Ihr Passwort wurde geändert",
    ({ appName }) => `Ihr Passwort bei ${appName} wurde geändert.`,
  ),
  password_set: notification(
    "Ein Passwort wurde festgelegt",
    ({ appName }) => `Für Ihr Konto bei ${appName} wurde ein Passwort festgelegt.`,
  ),
  password_was_reset: notification(
    "Ihr Passwort wurde zurückgesetzt",
    ({ appName }) => `Ihr Passwort bei ${appName} wurde zurückgesetzt.`,
  ),
  credentials_removed: notification(
    "Anmeldemöglichkeiten wurden aus Ihrem Konto entfernt",
    ({ appName }) =>
      `Ihr Konto bei ${appName} wurde zum ersten Mal bestätigt, und zwar von jemandem mit Zugriff auf dieses Postfach. Alles, was darin zuvor eingerichtet war (ein Passwort, zweite Faktoren, verbundene Konten), wurde entfernt, und alle anderen Sitzungen wurden beendet. Legen Sie ein neues Passwort fest, wenn Sie eines möchten.`,
  ),
  email_added: notification(
    "Eine E-Mail-Adresse wurde hinzugefügt",
    ({ appName, email = "" }) => `Die Adresse ${email} wurde zu Ihrem Konto bei ${appName} hinzugefügt.`,
  ),
  email_changed: notification(
    "Ihre E-Mail-Adresse wurde geändert",
    ({ appName, oldEmail = "", email = "" }) =>
      `Die Adresse Ihres Kontos bei ${appName} wurde von ${oldEmail} in ${email} geändert.`,
  ),
  email_removed: notification(
    "Eine E-Mail-Adresse wurde entfernt",
    ({ appName, email = "" }) => `Die Adresse ${email} wurde aus Ihrem Konto bei ${appName} entfernt.`,
  ),
  phone_changed: notification(
    "Ihre Telefonnummer wurde geändert",
    ({ appName, phone = "" }) => `Die Telefonnummer Ihres Kontos bei ${appName} lautet jetzt ${phone}.`,
  ),
  account_deleted: (values) => ({
    subject: "Ihr Konto wurde gelöscht",
    lead: [`Ihr Konto bei ${values.appName} und alles darin wurde gelöscht.`, ...circumstances(values)],
    rest: [`Waren Sie das nicht? Wenden Sie sich sofort an ${values.appName}.`],
  }),
  totp_activated: notification(
    "Authenticator-App hinzugefügt",
    ({ appName }) => `Zu Ihrem Konto bei ${appName} wurde eine Authenticator-App hinzugefügt.`,
  ),
  totp_deactivated: notification(
    "Authenticator-App entfernt",
    ({ appName }) => `Die Authenticator-App wurde aus Ihrem Konto bei ${appName} entfernt.`,
  ),
  recovery_codes_generated: notification(
    "Neue Wiederherstellungscodes",
    ({ appName }) =>
      `Für Ihr Konto bei ${appName} wurden neue Wiederherstellungscodes erzeugt. Die bisherigen gelten nicht mehr.`,
  ),
  recovery_code_used: notification(
    "Ein Wiederherstellungscode wurde verwendet",
    ({ appName }) => `Ein Wiederherstellungscode für Ihr Konto bei ${appName} wurde verwendet.`,
  ),
  webauthn_added: notification(
    "Passkey hinzugefügt",
    ({ appName, name }) => `Der Passkey ${name} wurde zu Ihrem Konto bei ${appName} hinzugefügt.`,
  ),
  webauthn_removed: notification(
    "Passkey entfernt",
    ({ appName, name }) => `Der Passkey ${name} wurde aus Ihrem Konto bei ${appName} entfernt.`,
  ),
  account_connected: notification(
    "Konto verbunden",
    ({ appName, name }) => `Ein Konto bei ${name} wurde mit Ihrem Konto bei ${appName} verbunden.`,
  ),
  account_disconnected: notification(
    "Kontoverbindung getrennt",
    ({ appName, name }) => `Die Verbindung des Kontos bei ${name} mit Ihrem Konto bei ${appName} wurde getrennt.`,
  ),
  username_changed: notification(
    "Ihr Benutzername wurde geändert",
    ({ appName, name }) => `Der Benutzername Ihres Kontos bei ${appName} lautet jetzt ${name}.`,
  ),
  new_login: aboutLogin(
    "Neue Anmeldung in Ihrem Konto",
    ({ appName }) =>
      `Jemand hat sich in Ihrem Konto bei ${appName} mit einem Browser oder einer App angemeldet, die dafür bisher nicht verwendet wurden.`,
    "Wenn Sie das waren, müssen Sie nichts tun.",
  ),
  login_unfinished: aboutLogin(
    "Jemand wollte sich in Ihrem Konto anmelden",
    ({ appName }) =>
      `Jemand hat begonnen, sich in Ihrem Konto bei ${appName} anzumelden, und kam über den ersten Schritt hinaus, etwa das Passwort, aber nicht über Ihren zweiten Faktor. Angemeldet ist diese Person nicht.`,
    "Wenn Sie das waren, können Sie sich jederzeit erneut anmelden.",
  ),
  login_after_failures: aboutLogin(
    "Anmeldung nach mehreren Fehlversuchen",
    ({ appName }) =>
      `Jemand hat sich in Ihrem Konto bei ${appName} angemeldet, nach mehreren Versuchen mit falschem Passwort oder Code.`,
    "Wenn Sie das waren, müssen Sie nichts tun.",
  ),
};
