import type { Catalogue } from "../catalogue.ts";

export const germanErrors: Catalogue["errors"] = {
  required: "Dieses Feld ist erforderlich. Füllen Sie es aus.",
  invalid: "Dieser Wert ist ungültig. Prüfen Sie ihn und versuchen Sie es erneut.",
  invalid_login: "Geben Sie genau eines an: E-Mail-Adresse, Benutzername oder Telefonnummer.",
  email_password_mismatch:
    "Die E-Mail-Adresse oder das Passwort ist falsch. Versuchen Sie es erneut oder setzen Sie Ihr Passwort zurück.",
  username_password_mismatch:
    "Der Benutzername oder das Passwort ist falsch. Versuchen Sie es erneut oder setzen Sie Ihr Passwort zurück.",
  phone_password_mismatch:
    "Die Telefonnummer oder das Passwort ist falsch. Versuchen Sie es erneut oder setzen Sie Ihr Passwort zurück.",
  incorrect_password: "Das Passwort ist falsch. Versuchen Sie es erneut oder setzen Sie es zurück.",
  enter_current_password: "Geben Sie Ihr aktuelles Passwort ein.",
  incorrect_code: "Der Code ist falsch. Prüfen Sie ihn oder fordern Sie einen neuen an.",
  unknown_credential:
    "Dieser Passkey gehört zu keinem Konto. Melden Sie sich anders an oder wählen Sie einen anderen Passkey.",
  invalid_or_expired_key: "Dieser Link ist ungültig oder abgelaufen. Fordern Sie einen neuen an.",
  invalid_password_reset:
    "Dieses Zurücksetzen des Passworts ist ungültig oder abgelaufen. Fordern Sie es noch einmal an.",
  email_taken:
    "Diese E-Mail-Adresse wird bereits verwendet. Melden Sie sich mit ihr an oder verwenden Sie eine andere.",
  username_taken: "Dieser Benutzername ist bereits vergeben. Wählen Sie einen anderen.",
  username_blocked: "Dieser Benutzername kann nicht verwendet werden. Wählen Sie einen anderen.",
  phone_taken: "Diese Telefonnummer wird bereits verwendet. Melden Sie sich mit ihr an oder verwenden Sie eine andere.",
  unknown_email: "Es gibt kein Konto mit dieser E-Mail-Adresse. Prüfen Sie sie oder registrieren Sie sich.",
  unknown_phone: "Es gibt kein Konto mit dieser Telefonnummer. Prüfen Sie sie oder registrieren Sie sich.",
  unverified_primary_email: "Bestätigen Sie diese E-Mail-Adresse, bevor Sie sie zur Hauptadresse machen.",
  cannot_remove_primary_email:
    "Die Hauptadresse kann nicht entfernt werden. Machen Sie zuerst eine andere zur Hauptadresse.",
  duplicate_email: "Sie haben diese E-Mail-Adresse bereits hinzugefügt. Fügen Sie eine andere hinzu.",
  max_email_addresses: "Sie können keine weiteren E-Mail-Adressen hinzufügen. Entfernen Sie zuerst eine.",
  same_as_current: "Das ist die bisherige Angabe. Geben Sie eine andere ein.",
  password_too_short: "Dieses Passwort ist zu kurz. Wählen Sie ein längeres.",
  password_too_common: "Dieses Passwort ist zu verbreitet. Wählen Sie eines, das schwer zu erraten ist.",
  password_too_similar:
    "Dieses Passwort ähnelt Ihren eigenen Angaben zu sehr. Wählen Sie eines, das sie nicht enthält.",
  too_many_login_attempts: "Zu viele Anmeldeversuche. Versuchen Sie es später erneut.",
  account_inactive: "Dieses Konto ist nicht aktiv. Wenden Sie sich an die Betreiber dieser App.",
  unknown_provider: "Dieser Anbieter steht nicht zur Verfügung. Melden Sie sich auf andere Weise an.",
  token_required: "Das Token fehlt. Senden Sie das ID-Token oder das Zugriffstoken des Anbieters.",
  client_id_required: "Die Client-ID fehlt. Senden Sie die, für die das Token ausgestellt wurde.",
  client_id_mismatch:
    "Das Token wurde für eine andere App ausgestellt. Senden Sie eines, das für diese App ausgestellt wurde.",
  token_authentication_not_supported:
    "Dieser Anbieter erlaubt keine Anmeldung mit Token. Melden Sie sich stattdessen über die Seite des Anbieters an.",
  invalid_token: "Dieses Token ist ungültig. Holen Sie dort, wo es ausgestellt wurde, ein neues.",
  invalid_url:
    "Diese URL ist nicht erlaubt. Senden Sie einen Pfad dieser App oder eine URL mit ihrem Origin oder einem aus trustedOrigins.",
  connected_other:
    "Dieses Konto ist mit einem anderen Benutzer verbunden. Melden Sie sich als dieser Benutzer an oder wählen Sie ein anderes Konto.",
  not_connected: "Das ist nicht das Konto, das Sie verbunden haben. Wählen Sie dieses beim Anbieter aus.",
  no_password: "Legen Sie zuerst ein Passwort fest.",
  no_verified_email: "Bestätigen Sie zuerst eine E-Mail-Adresse.",
  cannot_delete_authenticator: "Ihr Konto braucht das. Richten Sie etwas anderes ein, bevor Sie es entfernen.",
  cannot_generate_recovery_codes: "Fügen Sie zuerst einen anderen zweiten Faktor hinzu.",
  add_email_blocked:
    "Solange die Zwei-Faktor-Authentifizierung eingeschaltet ist, können Sie keine E-Mail-Adresse hinzufügen. Schalten Sie sie zuerst aus.",
  unverified_email: "Bestätigen Sie zuerst Ihre E-Mail-Adresse.",
  access_denied:
    "Der Zugriff wurde beim Anbieter verweigert. Versuchen Sie es erneut und erlauben Sie ihn, oder melden Sie sich auf andere Weise an.",
  provider_failed: "Der Anbieter war nicht erreichbar oder hat einen Fehler gemeldet. Versuchen Sie es erneut.",
  max_authenticators: "Sie können keine weiteren Passkeys hinzufügen. Entfernen Sie zuerst einen.",
  max_sessions:
    "Sie sind auf so vielen Geräten angemeldet, wie erlaubt sind. Melden Sie sich auf einem davon ab und versuchen Sie es dann erneut.",
  already_active: "Das ist bereits eingerichtet. Entfernen Sie es zuerst, um es neu einzurichten.",
  not_authenticated: "Melden Sie sich zuerst an.",
  session_gone: "Ihre Sitzung ist beendet. Melden Sie sich erneut an.",
  invalid_dpop_proof: "Dieses Gerät hat nicht nachgewiesen, dass es seinen Schlüssel besitzt. Versuchen Sie es erneut.",
  use_dpop_nonce: "Die Uhr dieses Geräts geht falsch. Stellen Sie sie und versuchen Sie es dann erneut.",
  reauthentication_required: "Bestätigen Sie, dass Sie es sind, und versuchen Sie es dann erneut.",
  second_factor_required: "Richten Sie zuerst einen zweiten Faktor ein und versuchen Sie es dann noch einmal.",
  signup_closed: "Die Registrierung ist zurzeit geschlossen. Wenden Sie sich an die Betreiber dieser App.",
  csrf: "Diese Anfrage kam von einem nicht vertrauenswürdigen Origin. Fügen Sie ihn zu trustedOrigins hinzu.",
  client_not_allowed: "Diese Art von Client wird nicht angenommen. Fügen Sie sie zur Option clients hinzu.",
  no_pending_flow: "In diesem Schritt gibt es nichts fortzusetzen. Beginnen Sie von vorn.",
  already_authenticated: "Sie sind bereits angemeldet. Melden Sie sich zuerst ab.",
  rate_limited: "Zu viele Anfragen. Versuchen Sie es später erneut.",
  challenge_required: "Zeigen Sie, dass Sie kein Bot sind, und versuchen Sie es erneut.",
  not_found: "Das wurde nicht gefunden. Laden Sie die Liste neu.",
  social_only: "Diese App hat keine Passwörter oder Codes. Melden Sie sich über einen ihrer Anbieter an.",
  disconnect_last:
    "Das ist Ihre einzige Anmeldemöglichkeit. Verbinden Sie ein anderes Konto, bevor Sie dieses trennen.",
  not_enabled: "Das ist nicht eingeschaltet. Schalten Sie es in den Optionen von createAuth ein.",
  cookies_unavailable:
    "Hier kann kein Cookie gesetzt werden, weil die Antwort gestreamt wird oder keine HTTP-Antwort ist. Senden Sie auth-Aufrufe über httpLink oder httpBatchLink: Verwenden Sie authLink() aus @latchkey/react oder splitLink.",
  temporarily_unavailable:
    "Das dauert gerade zu lange, und es wurde nichts geändert. Versuchen Sie es in einigen Sekunden erneut.",
};
