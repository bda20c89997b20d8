import type { Catalogue } from "../catalogue.ts";
import { frenchErrors } from "./errors.ts";
import { frenchMails } from "./mails.ts";

/** French, addressing people as « vous ». */
export const french: Catalogue = {
  locale: "fr",
  errors: frenchErrors,
  inputs: {
    email: "Ce n’est pas une adresse e-mail.",
    username: "Utilisez des lettres, des chiffres et . + - _",
    phone: "Indiquez le numéro avec l’indicatif du pays, par exemple +33612345678.",
    tooLong: "trop long",
    notText: "texte mal formé",
  },
  mails: frenchMails,
  mailWords: {
    greeting: (name) => (name === null ? "Bonjour," : `Bonjour ${name},`),
    openInstead: "Si le bouton ne fonctionne pas, ouvrez ce lien :",
    dot: "(point)",
    colon: "(deux-points)",
  },
  // With typewriter apostrophes: others are not in the alphabet of text messages (GSM 03.38), and would make them longer.
  sms: {
    verify_phone_code: ({ appName, code = "" }) => `${code} est votre code pour confirmer ce numéro sur ${appName}.`,
    login_code: ({ appName, code = "" }) =>
      `${code} est votre code de connexion pour ${appName}. Ne le communiquez à personne.`,
    password_reset_code: ({ appName, code = "" }) =>
      `${code} est votre code pour réinitialiser votre mot de passe sur ${appName}. Ne le communiquez à personne.`,
    account_already_exists: ({ appName }) =>
      `Il existe déjà un compte sur ${appName} avec ce numéro. Connectez-vous ou réinitialisez votre mot de passe.`,
    unknown_account: ({ appName }) => `Il n'existe aucun compte sur ${appName} avec ce numéro.`,
  },
};
