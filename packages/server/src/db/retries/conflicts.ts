import type { Random } from "../../ports/random.ts";
import { databaseErrorOf } from "../database.ts";

/** serialization_failure and deadlock_detected (PostgreSQL, appendix A). */
const CONFLICTS = new Set(["40001", "40P01"]);
/** lock_not_available (PostgreSQL, appendix A). */
const LOCKED = "55P03";

/** Whether PostgreSQL rolled something back for what somebody else did at the same moment. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(databaseErrorOf(error)?.code ?? "");
}

/** Whether something waited in vain for what somebody else has locked. */
export function isLocked(error: unknown): boolean {
  return databaseErrorOf(error)?.code === LOCKED;
}

/** By which a pause is multiplied, 0.5 to 1.5: those who met once must not meet again. */
export function jitter(random: Random): number {
  return 0.5 + (random.bytes(1)[0] ?? 0) / 255;
}
