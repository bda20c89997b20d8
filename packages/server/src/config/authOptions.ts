import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { Transaction } from "../db/database.ts";
import type { PostgresDatabase } from "../db/postgresDatabase.ts";
import type { Clock } from "../ports/clock.ts";
import type { MailDelivery, MailOverrides } from "../ports/mail/mail.ts";
import type { RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";
import type { SmsDelivery } from "../ports/sms/sms.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { AuthEvent } from "./events.ts";
import type { AuthHooks } from "./hooks.ts";
import type { AccountOptions } from "./options/accountOptions.ts";
import type { MfaOptions } from "./options/mfaOptions.ts";
import type { SessionOptions } from "./options/sessionOptions.ts";
import type { SocialOptions } from "./options/socialOptions.ts";
import type { RateLimitOptions } from "./rateLimits.ts";
import type { NoFields } from "./signupFields.ts";

/**
 * A request as the adapter hands it over: fetch adapters a `Request`, the others node's `IncomingMessage`. Typed as both,
 * so that a function of it can be written for either.
 */
export type AdapterRequest = Request & IncomingMessage;

/**
 * Options of `createAuth`. Durations are in seconds.
 *
 * `Tx` is the transaction that hooks are given; `createAuth` infers it from `database`.
 */
export interface AuthOptions<Fields extends z.ZodObject = NoFields, Tx = Transaction> {
  /** A Drizzle database on PostgreSQL with transactions: postgres.js, node-postgres, PGlite, Neon (`neon-serverless`). With read replicas, the primary. */
  database: PostgresDatabase;
  /** At least 32 characters; or several of them: the first signs and encrypts, all verify and decrypt. */
  secret: string | readonly string[];
  /** How mails, authenticator apps and passkeys name the app. */
  appName: string;
  /** The front end's origin, such as `https://app.acme.com`: for links, cookies, WebAuthn and the CSRF check. */
  origin: string;
  /** Further origins that may call with cookies; `https://*.acme.com` stands for every subdomain. @default [] */
  trustedOrigins?: readonly string[];
  /** Which kinds of client are served. @default ["browser", "app"] */
  clients?: readonly ClientKind[];
  /** How many proxies stand in front and append to `x-forwarded-for`; with 0 the header is ignored. @default 0 */
  trustedProxies?: number;
  /**
   * The address that a request comes from, where the adapter does not tell it, for example
   * `(req) => req.headers.get("cf-connecting-ip")`. @default by `trustedProxies`, else the connection's
   */
  clientAddress?(request: AdapterRequest): string | null | undefined;
  account?: AccountOptions<Fields>;
  social?: SocialOptions;
  mfa?: MfaOptions;
  session?: SessionOptions;
  /** Limits by name, which replace ours; false switches all off. @default the table of limits in the documentation */
  rateLimits?: RateLimitOptions;
  /** Where the limits are counted. @default the database */
  rateLimitStore?: RateLimitStore;
  /** What the app does within our transactions. @default {} */
  hooks?: AuthHooks<z.output<Fields>, Tx>;
  /** Called after each commit, and for what is refused. What it throws is ignored. @default none */
  onEvent?(event: AuthEvent): void;
  /**
   * Called with every failure that callers are told nothing of; the database's come without the values of their
   * queries. @default prints it to the console
   */
  onError?(error: unknown): void;
  /** Tells the time. @default the system's */
  clock?: Clock;
  /** Sends mail. Needed wherever an option mails somebody. @default none */
  mail?: MailDelivery;
  /** Texts that replace ours, by template. @default {} */
  mails?: MailOverrides;
  /** Sends text messages. Needed wherever an option asks for phone numbers. @default none */
  sms?: SmsDelivery;
  /** Keeps the platform awake until the promise settles, such as `waitUntil`. @default none */
  background?(promise: Promise<unknown>): void;
}
