import { z } from "zod";
import { seconds } from "./schemaParts.ts";

/** What needs recent authentication unless the app says otherwise. */
export type ReauthenticationArea = "email" | "phone" | "connections" | "mfa";

export interface ReauthenticationOptions {
  /** How long authentication counts as recent. @default 300 */
  timeout?: number;
  /**
   * How long a session that was given a second factor after its login has level 2; one that was given it at login has it
   * until it ends. @default 3600
   */
  levelLifetime?: number;
  /**
   * Whether changing addresses, phone numbers and connections needs recent authentication; an object sets it for each
   * area, and false leaves factors as they are. Deleting the account, ending sessions and setting a first password
   * always need it. @default true
   */
  required?:
    | boolean
    | {
        /** Adding and removing addresses, and choosing the primary one. @default true */
        email?: boolean;
        /** Setting a phone number. @default true */
        phone?: boolean;
        /** Connecting and disconnecting accounts at providers. @default true */
        connections?: boolean;
        /**
         * Adding, renaming and removing factors, and viewing recovery codes. Without it, whoever finds a browser unlocked
         * can add a passkey of their own and remove the owner's. @default true
         */
        mfa?: boolean;
      };
}

const required = z
  .union([
    z.boolean(),
    z.strictObject({
      email: z.boolean().default(true),
      phone: z.boolean().default(true),
      connections: z.boolean().default(true),
      mfa: z.boolean().default(true),
    }),
  ])
  .default(true);

/** Whether calls in this area need recent authentication. */
export function isRequiredIn(given: z.output<typeof required>, area: ReauthenticationArea): boolean {
  if (typeof given === "object") return given[area];
  return given || area === "mfa";
}

export const reauthenticationSchema = z
  .strictObject({ timeout: seconds.default(300), levelLifetime: seconds.default(3_600), required })
  .prefault({});
