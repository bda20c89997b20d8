import type { ResolvedOptions } from "./options.ts";

/** Combinations that could never log anybody in, or would mail nobody. */
export function contradictionIn(options: ResolvedOptions): string | null {
  const { account } = options;
  const { signup } = account;
  if (account.emailVerificationBy === "code" && account.emailVerification !== "mandatory")
    return 'account.emailVerificationBy "code" needs account.emailVerification "mandatory"';
  if (account.emailVerification === "mandatory" && signup.email === "off" && account.loginMethods.includes("email"))
    return 'account.signup.email is "off", but people are to log in with a verified address';
  if (account.changeEmail && account.maxEmailAddresses !== null && account.maxEmailAddresses > 1)
    return "account.changeEmail keeps one address; leave account.maxEmailAddresses out";
  if (account.loginMethods.every((method) => signup[method] === "off"))
    return `account.loginMethods asks for ${account.loginMethods.join(", ")}, but account.signup asks for none of them`;
  if (signup.password === "off" && !account.loginByCode.enabled && account.loginByCode.required === false)
    return 'account.signup.password is "off"; enable account.loginByCode, or nobody can log in';
  if (options.mail === undefined && signup.email !== "off")
    return 'mail is missing: give `mail: smtp("smtp://…")` or, in development, `mail: consoleMail()` from "@latchkey/server/mail"';
  if (options.sms === undefined && signup.phone !== "off")
    return 'sms is missing: give an object with send(), or in development `sms: consoleSms()` from "@latchkey/server/sms"';
  if (options.session.cookie.sameSite === "none" && !options.origin.startsWith("https:"))
    return 'session.cookie.sameSite "none" needs an https origin';
  return null;
}
