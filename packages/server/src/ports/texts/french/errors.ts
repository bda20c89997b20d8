import type { Catalogue } from "../catalogue.ts";

export const frenchErrors: Catalogue["errors"] = {
  required: "Ce champ est obligatoire. Remplissez-le.",
  invalid: "Cette valeur n’est pas valide. Vérifiez-la et réessayez.",
  invalid_login: "Saisissez une seule de ces informations : adresse e-mail, nom d’utilisateur ou numéro de téléphone.",
  email_password_mismatch:
    "L’adresse e-mail ou le mot de passe est incorrect. Réessayez ou réinitialisez votre mot de passe.",
  username_password_mismatch:
    "Le nom d’utilisateur ou le mot de passe est incorrect. Réessayez ou réinitialisez votre mot de passe.",
  phone_password_mismatch:
    "Le numéro de téléphone ou le mot de passe est incorrect. Réessayez ou réinitialisez votre mot de passe.",
  incorrect_password: "Le mot de passe est incorrect. Réessayez ou réinitialisez-le.",
  enter_current_password: "Saisissez votre mot de passe actuel.",
  incorrect_code: "Le code est incorrect. Vérifiez-le ou demandez-en un nouveau.",
  unknown_credential:
    "Cette clé d’accès n’appartient à aucun compte. Connectez-vous autrement ou choisissez une autre clé d’accès.",
  invalid_or_expired_key: "Ce lien n’est pas valide ou a expiré. Demandez-en un nouveau.",
  invalid_password_reset:
    "Cette réinitialisation du mot de passe n’est pas valide ou a expiré. Demandez-en une nouvelle.",
  email_taken: "Cette adresse e-mail est déjà utilisée. Connectez-vous avec elle ou utilisez-en une autre.",
  username_taken: "Ce nom d’utilisateur est déjà pris. Choisissez-en un autre.",
  username_blocked: "Ce nom d’utilisateur ne peut pas être utilisé. Choisissez-en un autre.",
  phone_taken: "Ce numéro de téléphone est déjà utilisé. Connectez-vous avec lui ou utilisez-en un autre.",
  unknown_email: "Il n’existe aucun compte avec cette adresse e-mail. Vérifiez-la ou inscrivez-vous.",
  unknown_phone: "Il n’existe aucun compte avec ce numéro de téléphone. Vérifiez-le ou inscrivez-vous.",
  unverified_primary_email: "Confirmez cette adresse e-mail avant d’en faire l’adresse principale.",
  cannot_remove_primary_email:
    "L’adresse e-mail principale ne peut pas être supprimée. Choisissez d’abord une autre adresse principale.",
  duplicate_email: "Vous avez déjà ajouté cette adresse e-mail. Ajoutez-en une autre.",
  max_email_addresses: "Vous ne pouvez plus ajouter d’adresse e-mail. Supprimez-en d’abord une.",
  same_as_current: "C’est la valeur actuelle. Saisissez-en une autre.",
  password_too_short: "Ce mot de passe est trop court. Choisissez-en un plus long.",
  password_too_common: "Ce mot de passe est trop courant. Choisissez-en un difficile à deviner.",
  password_too_similar:
    "Ce mot de passe ressemble trop à vos informations personnelles. Choisissez-en un qui ne les contient pas.",
  too_many_login_attempts: "Trop de tentatives de connexion. Réessayez plus tard.",
  account_inactive: "Ce compte n’est pas actif. Contactez les responsables de cette application.",
  unknown_provider: "Ce fournisseur n’est pas disponible. Choisissez un autre moyen de connexion.",
  token_required: "Le jeton est manquant. Envoyez le jeton d’identité ou le jeton d’accès du fournisseur.",
  client_id_required: "L’identifiant client est manquant. Envoyez celui pour lequel le jeton a été émis.",
  client_id_mismatch:
    "Le jeton a été émis pour une autre application. Envoyez-en un qui a été émis pour cette application.",
  token_authentication_not_supported:
    "Ce fournisseur ne permet pas de se connecter avec un jeton. Connectez-vous plutôt sur la page du fournisseur.",
  invalid_token: "Ce jeton n’est pas valide. Demandez-en un nouveau là où il a été émis.",
  invalid_url:
    "Cette URL n’est pas autorisée. Envoyez un chemin de cette application, ou une URL sur son origine ou sur l’une des trustedOrigins.",
  connected_other:
    "Ce compte est associé à un autre utilisateur. Connectez-vous en tant que cet utilisateur ou choisissez un autre compte.",
  not_connected: "Ce n’est pas le compte que vous avez associé. Choisissez ce dernier chez le fournisseur.",
  no_password: "Définissez d’abord un mot de passe.",
  no_verified_email: "Confirmez d’abord une adresse e-mail.",
  cannot_delete_authenticator: "Votre compte en a besoin. Configurez-en un autre avant de le supprimer.",
  cannot_generate_recovery_codes: "Ajoutez d’abord un autre second facteur.",
  add_email_blocked:
    "Vous ne pouvez pas ajouter d’adresse e-mail tant que l’authentification à deux facteurs est activée. Désactivez-la d’abord.",
  unverified_email: "Confirmez d’abord votre adresse e-mail.",
  access_denied: "L’accès a été refusé chez le fournisseur. Réessayez en l’autorisant, ou connectez-vous autrement.",
  provider_failed: "Le fournisseur est injoignable ou a renvoyé une erreur. Réessayez.",
  max_authenticators: "Vous ne pouvez plus ajouter de clé d’accès. Supprimez-en d’abord une.",
  max_sessions:
    "Vous êtes connecté sur autant d’appareils qu’il est permis. Déconnectez-vous de l’un d’eux, puis réessayez.",
  already_active: "C’est déjà configuré. Supprimez d’abord la configuration existante pour en créer une nouvelle.",
  not_authenticated: "Connectez-vous d’abord.",
  session_gone: "Votre session est terminée. Reconnectez-vous.",
  invalid_dpop_proof: "Cet appareil n’a pas prouvé qu’il détient sa clé. Réessayez.",
  use_dpop_nonce: "L’horloge de cet appareil n’est pas à l’heure. Réglez-la, puis réessayez.",
  reauthentication_required: "Confirmez que c’est bien vous, puis réessayez.",
  second_factor_required: "Configurez d’abord un second facteur, puis réessayez.",
  signup_closed: "Les inscriptions sont actuellement fermées. Contactez les responsables de cette application.",
  csrf: "Cette requête provient d’une origine non autorisée. Ajoutez-la à trustedOrigins.",
  client_not_allowed: "Ce type de client n’est pas accepté. Ajoutez-le à l’option clients.",
  no_pending_flow: "Il n’y a rien à poursuivre à cette étape. Recommencez depuis le début.",
  already_authenticated: "Vous êtes déjà connecté. Déconnectez-vous d’abord.",
  rate_limited: "Trop de requêtes. Réessayez plus tard.",
  challenge_required: "Montrez que vous n’êtes pas un robot, puis réessayez.",
  not_found: "Élément introuvable. Rechargez la liste.",
  social_only: "Cette application n’utilise ni mots de passe ni codes. Connectez-vous avec l’un de ses fournisseurs.",
  disconnect_last: "C’est votre seul moyen de connexion. Associez un autre compte avant de dissocier celui-ci.",
  not_enabled: "Cette fonction n’est pas activée. Activez-la dans les options de createAuth.",
  cookies_unavailable:
    "Aucun cookie ne peut être défini ici, car la réponse est diffusée en continu ou n’est pas une réponse HTTP. Envoyez les appels d’auth par httpLink ou httpBatchLink : utilisez authLink() de @latchkey/react, ou splitLink.",
  temporarily_unavailable:
    "L’opération prend trop de temps pour le moment, et rien n’a été modifié. Réessayez dans quelques secondes.",
};
