import type { ResolvedOptions } from "./options.ts";

/** Combinations that could never log a user in, or would have nowhere to send mail. */
export function contradictionIn(options: ResolvedOptions): string | null {
  const { account, mfa } = options;
  const { signup } = account;
  if (account.emailVerificationBy === "code" && account.emailVerification !== "mandatory")
    return 'account.emailVerificationBy "code" needs account.emailVerification "mandatory"';
  if (account.emailVerification === "mandatory" && signup.email === "off" && account.loginMethods.includes("email"))
    return 'account.signup.email is "off", but account.emailVerification "mandatory" requires a verified address to log in';
  if (account.changeEmail && account.maxEmailAddresses !== null && account.maxEmailAddresses > 1)
    return "account.changeEmail keeps a single address; remove account.maxEmailAddresses";
  if (account.loginMethods.every((method) => signup[method] === "off"))
    return `account.loginMethods is ${account.loginMethods.join(", ")}, but account.signup asks for none of them`;
  const hasPasskeys = mfa.types.includes("webauthn");
  if (mfa.passkeySignup && !(hasPasskeys && mfa.passkeyLogin))
    return 'mfa.passkeySignup needs "webauthn" in mfa.types, and mfa.passkeyLogin: a user who signs up with a passkey logs in with it';
  if (mfa.passkeySignup && signup.email === "off")
    return 'mfa.passkeySignup needs account.signup.email "required" or "optional": the address identifies the user who signs up';
  if (mfa.passkeySignup && account.emailVerificationBy !== "code")
    return 'mfa.passkeySignup needs account.emailVerificationBy "code": with a link opened on another device, the signup would end without a passkey';
  if (
    signup.password === "off" &&
    !account.loginByCode.enabled &&
    account.loginByCode.required === false &&
    !mfa.passkeySignup
  )
    return 'account.signup.password is "off"; enable account.loginByCode or mfa.passkeySignup, or nobody can log in';
  if (mfa.types.length === 1 && mfa.types[0] === "recovery_codes")
    return 'mfa.types has only "recovery_codes"; they are a backup for another factor, so add one';
  const { providers, emailAuthentication } = options.social;
  const ids = providers.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `social.providers has two providers with the id "${twice}"; give each its own`;
  const unknown = Array.isArray(emailAuthentication) ? emailAuthentication.find((id) => !ids.includes(id)) : undefined;
  if (unknown !== undefined) return `social.emailAuthentication names "${unknown}", which is not in social.providers`;
  const { rpId } = mfa.webauthn;
  const host = new URL(options.origin).hostname;
  if (rpId !== undefined && !belongsTo(host, rpId))
    return `mfa.webauthn.rpId is ${rpId}, but origin is ${options.origin}: it must be the host of origin or a parent domain of it`;
  if (options.mail === undefined && signup.email !== "off")
    return 'mail is missing: set `mail: smtp("smtp://…")` or, in development, `mail: consoleMail()` from "@latchkey/server/mail"';
  if (options.sms === undefined && signup.phone !== "off")
    return 'sms is missing: set an object with send() or, in development, `sms: consoleSms()` from "@latchkey/server/sms"';
  const { domain, sameSite } = options.session.cookie;
  // With "none", the API that sets the cookie may be on another site than the pages.
  if (domain !== undefined && sameSite !== "none" && !keepsCookie(host, domain))
    return `session.cookie.domain is "${domain}", but origin is ${options.origin}: browsers would not keep the cookie. Write the host of origin or a parent domain of it, such as ${exampleDomain(host)}, or leave session.cookie.domain out`;
  if (sameSite === "none" && !options.origin.startsWith("https:"))
    return 'session.cookie.sameSite "none" needs an https origin';
  if (options.session.tokens !== "session" && !options.clients.includes("app"))
    return 'session.tokens is jwt(), but clients has no "app": only app clients get tokens';
  return null;
}

function belongsTo(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}

/** RFC 6265 §5.2.3 ignores a leading dot; browsers store no cookie for all of `com`. */
function keepsCookie(host: string, domain: string): boolean {
  const plain = domain.replace(/^\./, "");
  return belongsTo(host, plain) && (plain.includes(".") || plain === host);
}

function exampleDomain(host: string): string {
  const labels = host.split(".");
  return `"${labels.length > 2 ? labels.slice(1).join(".") : host}"`;
}
