import { z } from "zod";
import { seconds } from "../options/schemaParts.ts";

export interface AuditOptions {
  /** How long events are kept. @default 7776000 */
  retention?: number;
  /**
   * What happens to the events of a user who deletes their account: `"remove"` deletes them; `"keep"` leaves them, with
   * their IP addresses, until their time is over. That an account was deleted is recorded either way, without an
   * address. @default "remove"
   */
  deletedUsers?: "remove" | "keep";
  /**
   * How many events that anybody can cause, such as failed logins, each process stores per hour; it stores as many
   * again of those that concern no known user. Of the others, only the number is stored. @default 1000
   */
  refusalsPerHour?: number;
}

const RETENTION = 90 * 86_400;
const REFUSALS = 1_000;

const group = z.strictObject({
  retention: seconds.default(RETENTION),
  deletedUsers: z.enum(["remove", "keep"]).default("remove"),
  refusalsPerHour: z.number().int().nonnegative().max(100_000).default(REFUSALS),
});

export const auditSchema = z
  .union([z.boolean(), group])
  .default(false)
  .transform((audit) => (audit === true ? group.parse({}) : audit));

/** How events are stored. */
export type ResolvedAudit = z.output<typeof group>;
