import type { z } from "zod";
import type { Transaction } from "../db/database.ts";
import type { PostgresDatabase } from "../db/postgresDatabase.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailDelivery, MailOverrides } from "../ports/mail/mail.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { Telemetry } from "../ports/telemetry/telemetry.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { User } from "../wire/state.ts";
import type { AdapterRequest } from "./adapterRequest.ts";
import type { PresetName } from "./assurance/presetName.ts";
import type { AuditOptions } from "./audit/auditOptions.ts";
import type { ChallengeOptions } from "./challenge/challengeOptions.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import type { AccountOptions } from "./options/accountOptions.ts";
import type { LoginStage } from "./options/loginStage.ts";
import type { MfaOptions } from "./options/mfaOptions.ts";
import type { SessionOptions } from "./options/sessionOptions.ts";
import type { SocialOptions } from "./options/socialOptions.ts";
import type { TextsOptions } from "./options/textsOptions.ts";
import type { RateLimitOptions } from "./rateLimits.ts";
import type { NoFields } from "./signupFields.ts";

/**
 * Options of `createAuth`. Durations are in seconds.
 *
 * `Tx` is the transaction that hooks receive; `createAuth` infers it from `database`.
 */
export interface AuthOptions<Fields extends z.ZodObject = NoFields, Tx = Transaction> {
  /** A Drizzle database on PostgreSQL with transactions: postgres.js, node-postgres, PGlite, Neon (`neon-serverless`). With read replicas, pass the primary. */
  database: PostgresDatabase;
  /**
   * How long a call waits for a row or table that is locked by another transaction, such as a migration or a long
   * transaction of the app; then it fails with `temporarily_unavailable`. @default 3
   */
  lockTimeout?: number;
  /** At least 32 characters, or a list of such secrets: the first signs and encrypts, all verify and decrypt. */
  secret: string | readonly string[];
  /** The name of the app in emails, authenticator apps and passkeys. */
  appName: string;
  /** The front end's origin, such as `https://app.acme.com`: used for links, cookies, WebAuthn and the CSRF check. */
  origin: string;
  /** Additional origins that may send cookies; `https://*.acme.com` matches every subdomain. @default [] */
  trustedOrigins?: readonly string[];
  /** Which kinds of client are accepted. @default ["browser", "app"] */
  clients?: readonly ClientKind[];
  /** How many proxies in front of the server append to `x-forwarded-for`; with 0, the header is ignored. @default 0 */
  trustedProxies?: number;
  /**
   * The IP address that a request comes from, if the adapter does not provide it, for example
   * `(req) => req.headers.get("cf-connecting-ip")`. @default by `trustedProxies`, otherwise the connection's
   */
  clientAddress?(request: AdapterRequest): string | null | undefined;
  /**
   * Sets options to what a standard demands, where the app sets nothing, and refuses options that contradict it:
   * `"asvs-l2"` for level 2 of the OWASP ASVS 5.0. @default none
   */
  preset?: PresetName;
  account?: AccountOptions<Fields>;
  social?: SocialOptions<Fields>;
  mfa?: MfaOptions;
  session?: SessionOptions;
  /** Stages of the app's own, which every login passes beside the built-in ones, such as accepting terms: see `loginStage`. @default [] */
  stages?: readonly LoginStage[];
  /**
   * What clients and your procedures see as the `data` of a user, computed from what is stored: pure, synchronous, and an
   * object that survives JSON. It may leave out what is stored, and add what follows from it. @default the stored fields
   */
  viewUser?(user: User<z.output<Fields>>): Record<string, unknown>;
  /** Limits by name, which replace the defaults; false turns all of them off. @default the table of limits in the documentation */
  rateLimits?: RateLimitOptions;
  /** Where limits are counted. @default the database */
  rateLimitStore?: RateLimitStore;
  /**
   * What clients must solve where bots guess passwords, sign up or have messages sent. @default none
   */
  challenge?: ChallengeOptions;
  /** App code that runs in our transactions. @default {} */
  hooks?: AuthHooks<z.output<Fields>, Tx>;
  /** Called after each commit and for each refusal. Anything it throws is ignored. @default none */
  onEvent?(event: AuthEvent): void;
  /**
   * Stores events in the database (`latchkey_events`), each in the transaction of its change, for `auth.events.of` and
   * for users' own list of recent activity. Without it, nothing is stored. @default false
   */
  audit?: boolean | AuditOptions;
  /**
   * Receives spans and counts, such as `openTelemetry({ tracer, meter })` of `@latchkey/server/telemetry`; they contain
   * nothing of a user. @default none
   */
  telemetry?: Telemetry;
  /**
   * Called with every failure whose details are hidden from callers; database errors come without the values of their
   * queries. @default prints it to the console
   */
  onError?(error: unknown): void;
  /** Tells the time. @default the system's */
  clock?: Clock;
  /** Sends email. Required if any option sends email. @default none */
  mail?: MailDelivery;
  /** Texts that replace the defaults, by template. @default {} */
  mails?: MailOverrides;
  mailStyle?: {
    /** The colour of buttons in emails, as `#rrggbb`; their text is white or black, whichever is easier to read on it. @default "#0a7a54" */
    color?: string;
    /** The address of the app's logo, with https: drawn 32 pixels high, and replaced by `appName` where images are off. @default none */
    logo?: string;
  };
  /** Sends text messages. Required if any option asks for phone numbers. @default none */
  sms?: SmsDelivery;
  /** Errors, emails and text messages in other languages than English. @default English */
  texts?: TextsOptions<z.output<Fields>>;
  /**
   * Receives the promise of work that continues after the response, so that the platform keeps running until it
   * settles: for example `waitUntil`. The promise never rejects. If this function throws, `onError` receives the
   * error, and the work continues. @default none
   */
  background?(promise: Promise<unknown>): void;
}
