import type { z } from "zod";
import type { ClientKind } from "../../wire/protocol.ts";
import type { AuthConfig, LoginMethod, SessionListEntry } from "../../wire/session.ts";
import type { configShape, sessionsShape } from "../shapes/session.ts";
import { seconds, viewProvider } from "./state.ts";

/** A browser is told the providers that it can be redirected to, an app those whose tokens are accepted. */
const FLOW = { browser: "provider_redirect", app: "provider_token" } as const;

export function viewConfig(
  { account, social, mfa, session }: AuthConfig,
  client: ClientKind,
): z.output<typeof configShape> {
  const usable = social.providers.filter(({ flows }) => flows.includes(FLOW[client]));
  const former = formerMethod(account.loginMethods);
  return {
    account: {
      login_methods: [...account.loginMethods].sort(),
      is_open_for_signup: account.signup.isOpen,
      email_verification_by_code_enabled: account.emailVerificationBy === "code",
      login_by_code_enabled: account.loginByCode.isEnabled,
      password_reset_by_code_enabled: account.passwordResetBy === "code",
      ...(former === null ? {} : { authentication_method: former }),
    },
    socialaccount: {
      providers: [...usable].sort((one, other) => one.name.localeCompare(other.name)).map(viewProvider),
    },
    mfa: { supported_types: mfa.types, passkey_login_enabled: mfa.passkeyLogin },
    usersessions: { track_activity: session.trackActivity },
  };
}

function formerMethod(methods: readonly LoginMethod[]) {
  if (methods.includes("email")) return methods.includes("username") ? "username_email" : "email";
  return methods.includes("username") ? "username" : null;
}

export function viewSessions(sessions: readonly SessionListEntry[]): z.output<typeof sessionsShape> {
  const byAge = [...sessions].sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  return byAge.map(({ id, ip, userAgent, createdAt, lastSeenAt, isCurrent }) => ({
    id,
    ip,
    user_agent: userAgent,
    created_at: seconds(createdAt),
    ...(lastSeenAt === undefined ? {} : { last_seen_at: seconds(lastSeenAt) }),
    is_current: isCurrent,
  }));
}
