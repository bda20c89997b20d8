import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { AuthenticationLevel } from "../../wire/state.ts";
import type { ResolvedOptions } from "../options.ts";

/** A way to give a credential, as a {@link Requirement} names it. */
export type RequiredMethod = "password" | "socialaccount" | "totp" | "recovery_codes" | "webauthn";

/** What a session must have proved for a procedure: see `auth.requires`. */
export interface AuthenticationRequirement {
  /** How many factors: 2 is met by a second factor after the login, or by a passkey that verified its user. @default 1 */
  level?: AuthenticationLevel;
  /**
   * Within how many seconds the credential must have been given; for level 2, the second factor. Without it, what was given
   * at login counts until the session ends. @default no limit
   */
  within?: number;
  /** The methods of which one must have been used. @default any */
  methods?: readonly RequiredMethod[];
}

const schema = z.strictObject({
  level: z.union([z.literal(1), z.literal(2)]).default(1),
  within: z.number().int().positive().optional(),
  methods: z
    .array(z.enum(["password", "socialaccount", "totp", "recovery_codes", "webauthn"]))
    .min(1)
    .optional(),
});

export type ResolvedRequirement = z.output<typeof schema>;

const FACTORS: readonly RequiredMethod[] = ["totp", "recovery_codes", "webauthn"];

/** @throws SetupError for a requirement that nobody could meet */
export function resolveRequirement(
  given: AuthenticationRequirement,
  { mfa, social }: ResolvedOptions,
): ResolvedRequirement {
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SetupError(`auth.requires: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`);
  }
  const { level, methods } = parsed.data;
  const off = methods?.find((method) => isFactor(method) && !mfa.types.includes(method));
  if (off !== undefined) throw new SetupError(`auth.requires: methods has "${off}", which is not in mfa.types`);
  const canBeTwo = (method: RequiredMethod) =>
    isFactor(method) || (method === "socialaccount" && social.level !== undefined);
  if (level === 2 && methods !== undefined && !methods.some(canBeTwo))
    throw new SetupError(
      `auth.requires: level 2 needs a second factor, but methods has only ${methods.join(", ")}: add "totp" or "webauthn"`,
    );
  return parsed.data;
}

function isFactor(method: RequiredMethod): method is "totp" | "recovery_codes" | "webauthn" {
  return FACTORS.includes(method);
}
