import type { z } from "zod";
import type { ChallengeAction } from "../wire/errors.ts";
import type { FlowId } from "../wire/flow.ts";
import type { AuthOptions } from "./authOptions.ts";
import type { ResolvedOptions } from "./options.ts";
import type { RateLimitName } from "./rateLimits.ts";
import { problemOfProviders } from "./social/providers.ts";

/** Combinations that could never log a user in, or would have nowhere to send mail. */
export function contradictionIn(options: ResolvedOptions): string | null {
  const { account, mfa } = options;
  const { signup } = account;
  if (account.emailVerificationBy === "code" && account.emailVerification !== "mandatory")
    return 'account.emailVerificationBy "code" needs account.emailVerification "mandatory"';
  if (account.emailVerification === "mandatory" && signup.email === "off" && account.loginMethods.includes("email"))
    return 'account.signup.email is "off", but account.emailVerification "mandatory" requires a verified address to log in';
  if (account.phoneVerification === "none" && signup.phone === "off")
    return 'account.phoneVerification is "none", but account.signup.phone is "off": set it to "required" or "optional", or leave account.phoneVerification out';
  if (account.changeEmail && account.maxEmailAddresses !== null && account.maxEmailAddresses > 1)
    return "account.changeEmail keeps a single address; remove account.maxEmailAddresses";
  const { only } = options.social;
  if (!only && account.loginMethods.every((method) => signup[method] === "off"))
    return `account.loginMethods is ${account.loginMethods.join(", ")}, but account.signup asks for none of them`;
  const hasPasskeys = mfa.types.includes("webauthn");
  if (mfa.passkeySignup && !(hasPasskeys && mfa.passkeyLogin))
    return 'mfa.passkeySignup needs "webauthn" in mfa.types, and mfa.passkeyLogin: a user who signs up with a passkey logs in with it';
  if (mfa.passkeyUpgrade && !(hasPasskeys && mfa.passkeyLogin))
    return 'mfa.passkeyUpgrade needs "webauthn" in mfa.types, and mfa.passkeyLogin: the passkeys it creates are for logging in alone';
  if (mfa.passkeySignup && signup.email === "off")
    return 'mfa.passkeySignup needs account.signup.email "required" or "optional": the address identifies the user who signs up';
  if (mfa.passkeySignup && account.emailVerificationBy !== "code")
    return 'mfa.passkeySignup needs account.emailVerificationBy "code": with a link opened on another device, the signup would end without a passkey';
  if (
    !only &&
    signup.password === "off" &&
    !account.loginByCode.enabled &&
    account.loginByCode.required === false &&
    !mfa.passkeySignup
  )
    return 'account.signup.password is "off"; enable account.loginByCode or mfa.passkeySignup, or nobody can log in';
  if (mfa.types.length === 1 && mfa.types[0] === "recovery_codes")
    return 'mfa.types has only "recovery_codes"; they are a backup for another factor, so add one';
  if (mfa.required !== false && !mfa.types.some((type) => type !== "recovery_codes"))
    return 'mfa.required needs "totp" or "webauthn" in mfa.types';
  if (
    mfa.required !== false &&
    account.emailVerification !== "mandatory" &&
    signup.email !== "off" &&
    !mfa.allowUnverifiedEmail
  )
    return 'mfa.required needs account.emailVerification "mandatory", since users with an unverified address may not add a factor; or set mfa.allowUnverifiedEmail';
  const { providers, emailAuthentication, serverCallback } = options.social;
  if (typeof providers === "function") {
    if (emailAuthentication === true)
      return "social.emailAuthentication trusts whatever the function in social.providers returns; set emailAuthentication, and trustEmails, for each provider that you trust";
  } else {
    const problem = problemOfProviders(providers);
    if (problem !== null) return `social.providers ${problem}`;
    const ids = providers.map(({ id }) => id);
    for (const [name, listed] of Object.entries({ emailAuthentication, serverCallback })) {
      const unknown = Array.isArray(listed) ? listed.find((id) => !ids.includes(id)) : undefined;
      if (unknown !== undefined) return `social.${name} names "${unknown}", which is not in social.providers`;
    }
  }
  const isServed = Array.isArray(serverCallback) ? serverCallback.length > 0 : serverCallback;
  if (isServed && options.session.cookie.sameSite === "strict")
    return 'social.serverCallback needs session.cookie.sameSite "lax": with "strict", browsers send no cookie when the provider returns them';
  if (isServed && !options.clients.includes("browser"))
    return 'social.serverCallback needs "browser" in clients: the callback knows its client by a cookie';
  const { rpId } = mfa.webauthn;
  const host = new URL(options.origin).hostname;
  if (rpId !== undefined && !belongsTo(host, rpId))
    return `mfa.webauthn.rpId is ${rpId}, but origin is ${options.origin}: it must be the host of origin or a parent domain of it`;
  if (options.mail === undefined && signup.email !== "off")
    return 'mail is missing: set `mail: smtp("smtp://…")` or, in development, `mail: consoleMail()` from "@latchkey/server/mail"';
  if (options.sms === undefined && signup.phone !== "off")
    return 'sms is missing: set an object with send() or, in development, `sms: consoleSms()` from "@latchkey/server/sms"';
  const challengeProblem = problemOfChallenge(options);
  if (challengeProblem !== null) return challengeProblem;
  const stageProblem = problemOfStages(options);
  if (stageProblem !== null) return stageProblem;
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

/** With `social.only`, an option that lets users log in otherwise is a mistake, not a default to be overridden. */
export function contradictionOfSocialOnly({ social, account, mfa }: AuthOptions<z.ZodObject>): string | null {
  if (social?.only !== true) return null;
  const password = account?.signup?.password ?? "off";
  const others: Record<string, boolean> = {
    "account.loginMethods": account?.loginMethods !== undefined,
    "account.signup.password": password !== "off",
    "account.loginByCode.enabled": account?.loginByCode?.enabled === true,
    "account.loginOnPasswordReset": account?.loginOnPasswordReset === true,
    "mfa.passkeyLogin": mfa?.passkeyLogin === true,
    "mfa.passkeySignup": mfa?.passkeySignup === true,
    "mfa.passkeyUpgrade": mfa?.passkeyUpgrade === true,
  };
  const other = Object.keys(others).find((option) => others[option]);
  if (other !== undefined) return `social.only lets users log in through providers alone; remove ${other}`;
  if (typeof social.providers !== "function" && (social.providers ?? []).length === 0)
    return "social.only needs social.providers, or nobody can log in";
  return null;
}

/** A row for each: the compiler notices when one is missing. */
const BUILT_IN_FLOWS: Record<FlowId, true> = {
  login: true,
  signup: true,
  login_by_code: true,
  verify_phone: true,
  verify_email: true,
  mfa_authenticate: true,
  mfa_enroll: true,
  change_password: true,
  mfa_trust: true,
  mfa_signup_webauthn: true,
  mfa_login_webauthn: true,
  mfa_reauthenticate: true,
  reauthenticate: true,
  password_reset_by_code: true,
  provider_signup: true,
  provider_redirect: true,
  provider_token: true,
  provider_reauthenticate: true,
};

function problemOfStages({ stages }: ResolvedOptions): string | null {
  const ids = stages.map(({ id }) => id);
  const builtIn = ids.find((id) => Object.hasOwn(BUILT_IN_FLOWS, id));
  if (builtIn !== undefined)
    return `stages has a stage with the id "${builtIn}", which Latchkey uses itself: give it another one, such as \`id: "my_${builtIn}"\``;
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? null : `stages has two stages with the id "${twice}": give each its own`;
}

/** The limits by which calls are suspicious. */
const COUNTED_BY: Record<ChallengeAction, readonly RateLimitName[]> = {
  login: ["login", "loginFailed"],
  signup: ["signup"],
  reset: ["resetPassword"],
  code: ["requestLoginCode", "requestVerification"],
};

/** Where nothing is counted, no call would ever be suspicious. */
function problemOfChallenge({ challenge, rateLimits }: ResolvedOptions): string | null {
  if (challenge === undefined) return null;
  const isOff = (name: RateLimitName) => rateLimits === false || rateLimits?.[name] === false;
  for (const [action, names] of Object.entries(COUNTED_BY)) {
    // Their keys are the actions.
    if (challenge[action as ChallengeAction] === "suspicious" && names.every(isOff))
      return `challenge.${action} is "suspicious", but ${rateLimits === false ? "rateLimits is false" : `rateLimits has ${names.join(" and ")} switched off`}: nothing is counted that could be suspicious. Write \`challenge: { ${action}: "always" }\` or "never", or leave the limits on`;
  }
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
