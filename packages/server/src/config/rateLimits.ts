import { SetupError } from "../lib/setupError.ts";

/**
 * What a limit counts by: a network address, a logged-in user, the subject of the call (an account, an address), or
 * that subject per network, so that strangers elsewhere use up nothing of it.
 */
export type RateLimitScope = "ip" | "user" | "key" | "key+ip";

/** The number of uses within a window. */
export interface RateLimitRule {
  limit: number;
  windowSeconds: number;
  scope: RateLimitScope;
}

/**
 * allauth's table, and limits where it has none. `amount/period/scope`; of several, all must hold.
 *
 * The waits between guesses grow: after 5 wrong ones five minutes, after 20 up to an hour, and at 100 guesses at one account
 * end for the day (NIST SP 800-63B-4 §3.2.2). A right one ends them. Messages to an address or number are
 * counted by network as well, so that nobody can use up its owner's share.
 */
export const DEFAULT_RATE_LIMITS = {
  login: "30/m/ip",
  loginFailed: "10/m/ip, 100/h/ip, 5/300s/key, 20/h/key, 100/d/key",
  signup: "20/m/ip",
  requestLoginCode: "20/m/ip, 3/m/key+ip, 30/d/key+ip",
  confirmCode: "30/m/ip",
  challenge: "60/m/ip",
  codeFailed: "30/d/key+ip, 100/d/key",
  resetPassword: "20/m/ip, 5/m/key+ip, 30/d/key+ip",
  resetPasswordFromKey: "20/m/ip",
  changePassword: "5/m/user",
  reauthenticate: "10/m/user",
  reauthenticateFailed: "5/300s/user, 20/h/user, 100/d/user",
  mfaFailed: "20/h/key, 100/d/key",
  answerStage: "30/m/ip, 100/d/key",
  passkey: "60/m/ip",
  manageMfa: "30/m/user",
  socialRedirect: "30/m/ip",
  socialLogin: "30/m/ip",
  manageConnections: "20/m/user",
  manageEmail: "10/m/user",
  changePhone: "1/m/user",
  confirmEmail: "1/180s/key+ip, 30/d/key+ip",
  confirmEmailCode: "1/10s/key+ip, 30/d/key+ip",
  requestVerification: "20/m/ip",
  verifyEmail: "30/m/ip",
  verificationFailed: "30/d/key+ip",
  verifyPhone: "3/m/ip, 1/30s/key+ip",
  textMessage: "5/m/ip, 60/d/ip, 10/d/key+ip, 50/d/key",
  manageSession: "60/m/user",
  refreshSession: "600/m/ip, 30/m/key+ip",
  updateUser: "30/m/user",
} as const satisfies Record<string, string>;

export type RateLimitName = keyof typeof DEFAULT_RATE_LIMITS;

/** Limits by name; any left out keep their defaults, and false turns off one limit, or all of them. */
export type RateLimitOptions = false | { readonly [Name in RateLimitName]?: string | false };

export type RateLimitTable = ReadonlyMap<RateLimitName, readonly RateLimitRule[]>;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };
const RULE = /^(\d{1,9})\/(\d{1,9}(?:\.\d{1,3})?)?([smhd])(?:\/(ip|user|key\+ip|key))?$/;

/** @throws SetupError with what is wrong and what is expected */
export function rateLimitTable(options: RateLimitOptions = {}): RateLimitTable {
  if (options === false) return new Map();
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(DEFAULT_RATE_LIMITS, name));
  if (unknown !== undefined)
    throw new SetupError(
      `createAuth: rateLimits.${unknown}: there is no such limit; expected one of ${Object.keys(DEFAULT_RATE_LIMITS).join(", ")}`,
    );
  const set = Object.entries(options).filter(([, text]) => text !== undefined);
  const merged: Record<string, unknown> = { ...DEFAULT_RATE_LIMITS, ...Object.fromEntries(set) };
  const rows = Object.entries(merged).flatMap(([name, text]): [RateLimitName, RateLimitRule[]][] =>
    // The keys are those of the default table: unknown ones were refused above.
    text === false ? [] : [[name as RateLimitName, parseRules(name, text)]],
  );
  return new Map(rows);
}

/** @param text what the app wrote, which in plain JavaScript may be anything */
function parseRules(name: string, text: unknown): RateLimitRule[] {
  if (typeof text !== "string")
    throw new SetupError(
      `createAuth: rateLimits.${name}: expected text such as "5/300s/key" (amount/period/scope), or false for no limit`,
    );
  return text.split(",").map((part) => {
    const [, limit, amount = "1", unit = "", scope = "ip"] = RULE.exec(part.trim()) ?? [];
    const seconds = Number(amount) * (UNITS[unit] ?? 0);
    if (limit === undefined || seconds <= 0)
      throw new SetupError(
        `createAuth: rateLimits.${name}: expected amount/period/scope such as "5/300s/key", found "${part.trim()}"`,
      );
    // The expression allows just the four scopes.
    return { limit: Number(limit), windowSeconds: seconds, scope: scope as RateLimitScope };
  });
}
