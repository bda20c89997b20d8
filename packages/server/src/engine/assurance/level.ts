import type { ResolvedOptions } from "../../config/options.ts";
import { later } from "../../lib/instants.ts";
import { CLOCK_DIFFERENCE } from "../../ports/clock.ts";
import type { AuthenticationLevel, AuthenticationMethod } from "../../wire/state.ts";

/** What a session has proved, and when it will have proved less; null: not before it ends. */
export interface Assurance {
  level: AuthenticationLevel;
  until: Date | null;
}

/** When, and by which options, a session is judged. */
export interface Judging {
  readonly now: Date;
  readonly options: Pick<ResolvedOptions, "account">;
}

/**
 * The level of a session: two factors, or one (authenticator assurance levels of NIST SP 800-63B-4 §2).
 *
 * What was given at login counts for as long as the session lasts; what was given since counts for
 * `account.reauthentication.levelLifetime`.
 */
export function assuranceOf(methods: readonly AuthenticationMethod[], judging: Judging): Assurance {
  if (isTwoFactors(countedAt(methods, judging))) {
    const last = endsAfter(methods, judging).find((end) => !isTwoFactors(countedAt(methods, { ...judging, now: end })));
    return { level: 2, until: last ?? null };
  }
  return { level: 1, until: null };
}

/**
 * Whether something was given so recently. A time that is farther ahead than clocks may differ was set by a wrong one,
 * and proves nothing: it would count until that clock is right.
 */
export function isGivenWithin(at: Date, seconds: number, now: Date): boolean {
  return now < later(at, seconds) && at <= later(now, CLOCK_DIFFERENCE);
}

/** The methods of a session that still count. */
export function countedAt(methods: readonly AuthenticationMethod[], judging: Judging): AuthenticationMethod[] {
  return methods.filter((one) => {
    const end = endOf(one, judging);
    return end === null || end > judging.now;
  });
}

/** When the next of the methods stops counting; null: none does before the session ends. */
export function nextEnd(methods: readonly AuthenticationMethod[], judging: Judging): Date | null {
  return endsAfter(methods, judging)[0] ?? null;
}

/** The earliest first. */
function endsAfter(methods: readonly AuthenticationMethod[], judging: Judging): Date[] {
  const ends = methods.flatMap((one) => endOf(one, judging) ?? []).filter((end) => end > judging.now);
  return ends.sort((a, b) => a.getTime() - b.getTime());
}

/** When a method that was given after the login stops counting. */
function endOf(method: AuthenticationMethod, { options }: Judging): Date | null {
  if (!("reauthenticated" in method)) return null;
  return later(new Date(method.at), options.account.reauthentication.levelLifetime);
}

/**
 * A passkey that logged in by itself is two factors: its user unlocked it. A provider's login is one, unless the app
 * believes what the provider says about it (`social.level`).
 */
export function isTwoFactors(methods: readonly AuthenticationMethod[]): boolean {
  if (methods.some((one) => one.method === "socialaccount" && one.level === 2)) return true;
  const hasSecond = methods.some(({ method }) => method === "mfa");
  return hasSecond && (hasFirstFactor(methods) || isPasswordless(methods));
}

/** Whether they contain a factor that begins a login. */
export function hasFirstFactor(methods: readonly AuthenticationMethod[]): boolean {
  return methods.some(({ method }) => method !== "mfa");
}

/** Stated where the passkey has verified its user; a security key that was merely touched is one factor. */
function isPasswordless(methods: readonly AuthenticationMethod[]): boolean {
  return methods.some((one) => one.method === "mfa" && one.passwordless === true);
}
