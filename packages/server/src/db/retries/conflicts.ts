import type { Random } from "../../ports/random.ts";
import { databaseErrorOf } from "../database.ts";

/** serialization_failure and deadlock_detected (PostgreSQL, appendix A). */
const CONFLICTS = new Set(["40001", "40P01"]);
/** lock_not_available (PostgreSQL, appendix A). */
const LOCKED = "55P03";

/** Whether PostgreSQL rolled back because of a concurrent transaction. */
export function isConflict(error: unknown): boolean {
  return CONFLICTS.has(databaseErrorOf(error)?.code ?? "");
}

/** Whether a lock held by another transaction was not released in time. */
export function isLocked(error: unknown): boolean {
  return databaseErrorOf(error)?.code === LOCKED;
}

/** Factor of a pause, 0.5 to 1.5: calls that met once must not meet again. */
export function jitter(random: Random): number {
  return 0.5 + (random.bytes(1)[0] ?? 0) / 255;
}
