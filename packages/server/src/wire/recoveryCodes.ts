import type { Flow } from "./flow.ts";

/** How many recovery codes are left. */
export interface RecoveryCodes {
  total: number;
  unused: number;
  /** The unused ones; null without recent authentication, or where codes are shown only when they are generated. */
  codes: string[] | null;
  /** Present where nobody can view the codes again (`mfa.recoveryCodes.showOnce`). */
  isShownOnce?: true;
  /** How to reauthenticate in order to see the codes; absent with recent authentication. */
  flows?: Flow[];
}
