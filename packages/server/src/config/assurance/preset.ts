import type { z } from "zod";
import type { AuthOptions } from "../authOptions.ts";
import type { ResolvedOptions } from "../options.ts";
import type { PresetName } from "./presetName.ts";

/** What a preset demands of an option. */
export interface PresetRule {
  /** The path of the option. */
  option: string;
  /** The row of the standard, and what it says. */
  because: string;
  /** What the preset sets where the app sets nothing; undefined where the default of Latchkey meets the row. */
  value?: unknown;
  /** The same in words, where it is no plain value. */
  shown?: string;
  /** What is allowed, in words that follow the option's path. */
  expected: string;
  holds(options: ResolvedOptions): boolean;
}

const MINUTE = 60;
const DAY = 86_400;

/** Characters of a password that is the only factor, and of one beside a second factor (NIST SP 800-63B-4 §3.1.1.2). */
const LENGTH = { alone: 15, besideAnother: 8 } as const;

/**
 * OWASP ASVS 5.0, level 2: what of it options decide. Where Latchkey's default meets a row, the rule refuses what does
 * not.
 */
export const ASVS_L2: readonly PresetRule[] = [
  {
    option: "mfa.required",
    because: "ASVS 6.3.3: it takes two factors to log in",
    value: true,
    expected: "true, or a function or an object that decides whose second factor is required",
    holds: ({ mfa }) => mfa.required !== false,
  },
  {
    option: "account.password.minLength",
    because: "ASVS 6.2.1 and NIST SP 800-63B-4 §3.1.1.2: 15 characters where a password may be the only factor",
    value: LENGTH.alone,
    expected: `at least ${LENGTH.alone}, or at least ${LENGTH.besideAnother} with mfa.required true for all users`,
    holds: ({ account, mfa }) => {
      const isAlone = mfa.required === false || !mfa.required.isForAll;
      return account.password.minLength >= (isAlone ? LENGTH.alone : LENGTH.besideAnother);
    },
  },
  {
    option: "account.password.isBlocked",
    because: "ASVS 6.2.12: new passwords are looked up among breached ones",
    // Plugged in by `assembly/createRuntime.ts`.
    shown: "haveIBeenPwned()",
    expected: "another look-up",
    holds: () => true,
  },
  {
    option: "account.codes",
    because: "ASVS 6.5.5: codes that are sent live for ten minutes at most",
    expected: "every lifetime at most 600",
    holds: ({ account }) => Object.values(account.codes).every(({ lifetime }) => lifetime <= 10 * MINUTE),
  },
  {
    option: "mfa.totp.period",
    because: "ASVS 6.5.5: codes of authenticator apps change every 30 seconds",
    expected: "at most 30",
    holds: ({ mfa }) => mfa.totp.period <= 30,
  },
  {
    option: "account.phoneVerification",
    because: "ASVS 6.6.1: text messages go to verified numbers only",
    expected: '"mandatory"',
    holds: ({ account }) => account.phoneVerification === "mandatory",
  },
  {
    option: "rateLimits",
    because: "ASVS 6.3.1 and 6.6.3: guesses are limited",
    expected: "the limits on guesses, not false",
    holds: ({ rateLimits }) => rateLimits !== false && GUESSES.every((name) => rateLimits?.[name] !== false),
  },
  {
    option: "account.reauthentication.required",
    because: "ASVS 7.5.1: changing addresses, numbers, connections and factors needs recent authentication",
    expected: "true",
    holds: ({ account: { reauthentication } }) =>
      reauthentication.required === true ||
      (typeof reauthentication.required === "object" && Object.values(reauthentication.required).every(Boolean)),
  },
  {
    option: "session.lifetime",
    because: "ASVS 7.3.2 and NIST SP 800-63B-4 §2.2.3: a session ends after a day at most",
    value: DAY,
    expected: `at most ${DAY}`,
    holds: ({ session }) => session.lifetime <= DAY,
  },
  {
    option: "session.idleTimeout",
    because: "ASVS 7.3.1 and NIST SP 800-63B-4 §2.2.3: an unused session ends after an hour at most",
    value: 60 * MINUTE,
    expected: `at most ${60 * MINUTE}, and not null`,
    holds: ({ session }) => session.idleTimeout !== null && session.idleTimeout <= 60 * MINUTE,
  },
];

const GUESSES = ["loginFailed", "codeFailed", "mfaFailed", "reauthenticateFailed", "verificationFailed"] as const;

const PRESETS: Readonly<Record<PresetName, readonly PresetRule[]>> = { "asvs-l2": ASVS_L2 };

/** The options with what the preset sets, where the app sets nothing. */
export function withPreset<Fields extends z.ZodObject>(options: AuthOptions<Fields>): AuthOptions<Fields> {
  const rules = rulesOf(options.preset);
  if (rules.length === 0) return options;
  // Copies, whose members are the app's own: only what is missing is added.
  return rules.reduce<object>((given, { option, value }) => {
    const isBesideAnother = option === "account.password.minLength" && options.mfa?.required === true;
    if (value === undefined || isBesideAnother) return given;
    return withDefault(given, option.split("."), value);
  }, options) as AuthOptions<Fields>;
}

function withDefault(given: object, [name = "", ...rest]: readonly string[], value: unknown): object {
  const present: unknown = Reflect.get(given, name);
  if (rest.length === 0) return present === undefined ? { ...given, [name]: value } : given;
  // What is no group of options is refused where options are checked.
  if (present !== undefined && (typeof present !== "object" || present === null)) return given;
  return { ...given, [name]: withDefault(present ?? {}, rest, value) };
}

/** The first option that contradicts the preset, in words; null when none does. */
export function contradictionOfPreset(options: ResolvedOptions): string | null {
  const broken = rulesOf(options.preset).find((rule) => !rule.holds(options));
  if (broken === undefined) return null;
  return `${broken.option}: preset "${options.preset}" expects ${broken.expected} (${broken.because})`;
}

function rulesOf(preset: PresetName | undefined): readonly PresetRule[] {
  // An unknown name is refused where options are checked.
  return preset === undefined ? [] : (PRESETS[preset] ?? []);
}
