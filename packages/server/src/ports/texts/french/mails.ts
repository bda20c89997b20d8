import type { MessageContext } from "../../mail/mail.ts";
import type { Catalogue, MailText, MailValues } from "../catalogue.ts";
import { deviceInWords } from "../device.ts";
import { instantIn } from "../instantIn.ts";

const IGNORE = "Si vous n’êtes pas à l’origine de cette demande, vous pouvez ignorer cet e-mail.";
const KEEP = "Ne le communiquez à personne.";
const code = ({ code = "" }: MessageContext) => ({ code });
const link = (label: string, url = "") => ({ label, url });

function notification(subject: string, sentence: (values: MailValues) => string) {
  return (values: MailValues): MailText => ({
    subject,
    lead: [sentence(values), ...circumstances(values)],
    rest: [`Ce n’était pas vous ? Réinitialisez immédiatement votre mot de passe sur ${values.appName}.`],
  });
}

function circumstances({ at, ip, device, userAgent }: MessageContext): string[] {
  const when = at === undefined ? "" : `Date : ${instantIn("fr", at)}.`;
  const where = ip === undefined ? "" : `Adresse IP : ${ip}.`;
  const client = (device && deviceInWords(device, "sous")) ?? userAgent ?? "";
  const what = client === "" ? "" : `Navigateur ou application : ${client}.`;
  const known = [when, where, what].filter((part) => part !== "");
  return known.length === 0 ? [] : [known.join(" ")];
}

/** Que faire dans les deux cas : quelle que soit cette personne, elle connaît peut-être le mot de passe. */
function aboutLogin(subject: string, sentence: (values: MailValues) => string, ifYou: string) {
  return (values: MailValues): MailText => ({
    subject,
    lead: [sentence(values), ...circumstances(values), ifYou],
    ...(values.passwordResetUrl === undefined
      ? {}
      : { action: link("Ce n’était pas vous ? Réinitialiser le mot de passe", values.passwordResetUrl) }),
    rest: [
      values.socialOnly
        ? `Ce n’était pas vous ? Contactez immédiatement ${values.appName}.`
        : "Si ce n’était pas vous, réinitialisez immédiatement votre mot de passe. Toutes les personnes connectées à votre compte seront alors déconnectées.",
    ],
  });
}

export const frenchMails: Catalogue["mails"] = {
  verify_email: ({ appName, url, email = "" }) => ({
    subject: `Confirmez votre adresse e-mail pour ${appName}`,
    lead: [`Ouvrez ce lien pour confirmer que ${email} est bien votre adresse.`],
    action: link("Confirmer l’adresse e-mail", url),
    rest: [IGNORE],
  }),
  verify_email_code: (values) => ({
    subject: `Votre code de confirmation pour ${values.appName}`,
    lead: [`Saisissez ce code pour confirmer que ${values.email ?? ""} est bien votre adresse.`],
    action: code(values),
    rest: [IGNORE],
  }),
  password_reset: ({ appName, url, user }) => ({
    subject: `Réinitialisez votre mot de passe pour ${appName}`,
    lead: [
      `Quelqu’un, sans doute vous, a demandé à réinitialiser le mot de passe de votre compte ${appName}.`,
      ...(user?.username ? [`Votre nom d’utilisateur est ${user.username}.`] : []),
    ],
    action: link("Choisir un nouveau mot de passe", url),
    rest: [IGNORE, "Votre mot de passe reste inchangé tant que vous n’en choisissez pas un nouveau."],
  }),
  password_reset_code: (values) => ({
    subject: `Votre code de réinitialisation du mot de passe pour ${values.appName}`,
    lead: ["Saisissez ce code sur la page où vous avez demandé à réinitialiser votre mot de passe."],
    action: code(values),
    rest: [`${KEEP} ${IGNORE}`],
  }),
  login_code: (values) => ({
    subject: `Votre code de connexion pour ${values.appName}`,
    lead: ["Saisissez ce code sur la page où vous vous connectez."],
    action: code(values),
    rest: [`${KEEP} ${IGNORE}`],
  }),
  invitation: ({ appName, url, email = "" }) => ({
    subject: `Invitation à rejoindre ${appName}`,
    lead: [`Ouvrez ce lien pour créer votre compte sur ${appName} avec ${email}.`],
    action: link("Créer votre compte", url),
    rest: ["Si vous n’attendiez pas cette invitation, vous pouvez ignorer cet e-mail."],
  }),
  account_already_exists: ({ appName, email = "", passwordResetUrl }) => ({
    subject: `Vous avez déjà un compte sur ${appName}`,
    lead: [
      `Quelqu’un, sans doute vous, a essayé de s’inscrire sur ${appName} avec ${email}. Il existe déjà un compte avec cette adresse.`,
      "Si vous avez oublié votre mot de passe, vous pouvez le réinitialiser.",
    ],
    action: link("Réinitialiser le mot de passe", passwordResetUrl),
    rest: [IGNORE],
  }),
  unknown_account: ({ appName, email = "", signupUrl }) => ({
    subject: `Aucun compte sur ${appName}`,
    lead: [
      `Quelqu’un, sans doute vous, a essayé d’accéder à un compte sur ${appName} avec ${email}. Il n’existe aucun compte avec cette adresse.`,
      "Votre inscription utilise peut-être une autre adresse, ou n’a pas encore été faite.",
    ],
    action: link("S’inscrire", signupUrl),
    rest: [IGNORE],
  }),
  password_changed: notification(
    "Votre mot de passe a été modifié",
    ({ appName }) => `Votre mot de passe sur ${appName} a été modifié.`,
  ),
  password_set: notification(
    "Un mot de passe a été défini",
    ({ appName }) => `Un mot de passe a été défini pour votre compte sur ${appName}.`,
  ),
  password_was_reset: notification(
    "Votre mot de passe a été réinitialisé",
    ({ appName }) => `Votre mot de passe sur ${appName} a été réinitialisé.`,
  ),
  credentials_removed: notification(
    "Des moyens de connexion ont été supprimés de votre compte",
    ({ appName }) =>
      `Votre compte sur ${appName} a été confirmé pour la première fois, par une personne ayant accès à cette boîte de réception. Tout ce qui y était configuré auparavant (mot de passe, seconds facteurs, comptes associés) a été supprimé, et toutes les autres sessions ont été fermées. Définissez un nouveau mot de passe si vous le souhaitez.`,
  ),
  email_added: notification(
    "Une adresse e-mail a été ajoutée",
    ({ appName, email = "" }) => `L’adresse ${email} a été ajoutée à votre compte sur ${appName}.`,
  ),
  email_changed: notification(
    "Votre adresse e-mail a été modifiée",
    ({ appName, oldEmail = "", email = "" }) =>
      `L’adresse de votre compte sur ${appName} a été modifiée : ${oldEmail} a été remplacée par ${email}.`,
  ),
  email_removed: notification(
    "Une adresse e-mail a été supprimée",
    ({ appName, email = "" }) => `L’adresse ${email} a été supprimée de votre compte sur ${appName}.`,
  ),
  phone_changed: notification(
    "Votre numéro de téléphone a été modifié",
    ({ appName, phone = "" }) => `Le numéro de téléphone de votre compte sur ${appName} est désormais le ${phone}.`,
  ),
  account_deleted: (values) => ({
    subject: "Votre compte a été supprimé",
    lead: [`Votre compte sur ${values.appName} et tout son contenu ont été supprimés.`, ...circumstances(values)],
    rest: [`Ce n’était pas vous ? Contactez immédiatement ${values.appName}.`],
  }),
  totp_activated: notification(
    "Application d’authentification ajoutée",
    ({ appName }) => `Une application d’authentification a été ajoutée à votre compte sur ${appName}.`,
  ),
  totp_deactivated: notification(
    "Application d’authentification supprimée",
    ({ appName }) => `L’application d’authentification a été supprimée de votre compte sur ${appName}.`,
  ),
  recovery_codes_generated: notification(
    "Nouveaux codes de secours",
    ({ appName }) =>
      `De nouveaux codes de secours ont été générés pour votre compte sur ${appName}. Les anciens ne sont plus valables.`,
  ),
  recovery_code_used: notification(
    "Un code de secours a été utilisé",
    ({ appName }) => `Un code de secours de votre compte sur ${appName} a été utilisé.`,
  ),
  webauthn_added: notification(
    "Clé d’accès ajoutée",
    ({ appName, name }) => `La clé d’accès ${name} a été ajoutée à votre compte sur ${appName}.`,
  ),
  webauthn_removed: notification(
    "Clé d’accès supprimée",
    ({ appName, name }) => `La clé d’accès ${name} a été supprimée de votre compte sur ${appName}.`,
  ),
  account_connected: notification(
    "Compte associé",
    ({ appName, name }) => `Un compte ${name} a été associé à votre compte sur ${appName}.`,
  ),
  account_disconnected: notification(
    "Compte dissocié",
    ({ appName, name }) => `Le compte ${name} a été dissocié de votre compte sur ${appName}.`,
  ),
  username_changed: notification(
    "Votre nom d’utilisateur a été modifié",
    ({ appName, name }) => `Le nom d’utilisateur de votre compte sur ${appName} est désormais ${name}.`,
  ),
  new_login: aboutLogin(
    "Nouvelle connexion à votre compte",
    ({ appName }) =>
      `Quelqu’un s’est connecté à votre compte sur ${appName} avec un navigateur ou une application qui n’avait encore jamais servi pour ce compte.`,
    "Si c’était vous, vous n’avez rien à faire.",
  ),
  login_unfinished: aboutLogin(
    "Quelqu’un a tenté de se connecter à votre compte",
    ({ appName }) =>
      `Quelqu’un a commencé à se connecter à votre compte sur ${appName} et a franchi la première étape, par exemple le mot de passe, mais pas votre second facteur. Cette personne n’est pas connectée.`,
    "Si c’était vous, vous pouvez vous reconnecter à tout moment.",
  ),
  login_after_failures: aboutLogin(
    "Connexion après plusieurs échecs",
    ({ appName }) =>
      `Quelqu’un s’est connecté à votre compte sur ${appName} après plusieurs tentatives avec un mot de passe ou un code erroné.`,
    "Si c’était vous, vous n’avez rien à faire.",
  ),
};
