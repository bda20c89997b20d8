import type { z } from "zod";
import type { AuthEvent } from "../config/events.ts";
import type { ResolvedStage } from "../config/options/stageOptions.ts";
import type { ResolvedOptions } from "../config/options.ts";
import type { ProviderAuthorities } from "../config/social/providers.ts";
import type { Database, Transaction } from "../db/database.ts";
import type { FoundFlow } from "../db/flows.ts";
import type { FlowRow } from "../db/rows.ts";
import type { FoundSession, SessionReader } from "../db/sessions.ts";
import type { CookieJar } from "../http/cookies.ts";
import type { HttpExchange } from "../http/exchange.ts";
import type { Secrets } from "../lib/secrets.ts";
import type { Outbox, OutgoingMessage } from "../messages/outbox.ts";
import type { Clock } from "../ports/clock.ts";
import type { Passwords } from "../ports/passwordHasher/passwords.ts";
import type { Provider, ProviderHttp } from "../ports/provider.ts";
import type { Random } from "../ports/random.ts";
import type { Texts } from "../ports/texts/texts.ts";
import type { Warn } from "../ports/warnings.ts";
import type { FlowOf, PendingFlow } from "../wire/flow.ts";
import type { ClientKind } from "../wire/protocol.ts";
import type { Audit } from "./audit/audit.ts";
import type { AuthTransaction } from "./authTransaction.ts";
import type { CallLimits, MessageAllowance } from "./limits/limits.ts";
import type { RateLimits } from "./limits/rateLimit.ts";
import type { Login } from "./login.ts";
import type { AccountChanges } from "./sessions/accountChanges.ts";
import type { SessionWatch } from "./sessions/watchSessions.ts";
import type { AppTokens } from "./tokens/appTokens.ts";
import type { KeyHolder } from "./tokens/dpop/keyHolder.ts";

// A request contains the runtime, the runtime the steps, and each step receives the request: one file, so that the
// types have no cycle between files.

/** One call, with everything that use cases need. */
export interface AuthRequest {
  readonly runtime: Runtime;
  readonly exchange: HttpExchange;
  readonly client: ClientKind;
  /**
   * Read from the clock once, when the body of the call had arrived; everything in the call happens at this instant.
   */
  readonly now: Date;
  /**
   * When the request arrived, or the long-lived connection was opened: an access token in it must have been valid then.
   * Whether its session still exists is checked at each use.
   */
  readonly openedAt: Date;
  /** The key that the client proves to hold. */
  readonly key: KeyHolder;
  /** The client's address; null when the adapter provides none. */
  readonly ip: string | null;
  /** Aborted when the client has disconnected; null where the adapter does not report that. */
  readonly signal: AbortSignal | null;
  /** One line, at most 200 characters. */
  readonly userAgent: string;
  /** Of what the call returns and sends; see `languageOf`. */
  readonly language: CallLanguage;
  /** What was already read from the database: shared by the calls of a batch. */
  readonly memo: RequestMemo;
  /** The limits that this call counts against. */
  readonly limits: CallLimits;
}

export interface CallLanguage {
  /** The language that the request asks for; null for English as it ships. */
  requested(): string | null;
  /** The caller's, once it was determined. Not part of the memo, which a long-lived connection does not keep. */
  determined?: string | null;
}

export interface RequestMemo {
  /** Hash of the session token that replaced the one in the request; null once the request is anonymous. */
  sessionTokenHash?: string | null;
  /** The same for its flow token. */
  flowTokenHash?: string | null;
  session?: Promise<FoundSession | null>;
  flow?: Promise<FoundFlow | null>;
  /** The providers that the app has chosen for the request, where it does. */
  providers?: Promise<readonly Provider[]>;
  /** Who acts as the user in {@link session}; null: the user. */
  actor?: string | null;
  /** Hash by which {@link session} was looked up. */
  readHash?: string;
  /** The token by which an app is recognised at its next login, until it is returned. */
  deviceToken?: string;
  /** A message that the call's limits have already counted, until it is sent. */
  allowance?: MessageAllowance;
}

/**
 * Everything that was decided when `createAuth` ran. One plain object, passed with each request; there are no module
 * variables.
 */
export interface Runtime {
  readonly options: ResolvedOptions;
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: Secrets;
  readonly passwords: Passwords;
  readonly rateLimits: RateLimits;
  readonly outbox: Outbox;
  /** Null where everything is in English. */
  readonly texts: Texts | null;
  /** How social providers are called. */
  readonly providerHttp: ProviderHttp;
  readonly providerAuthorities: ProviderAuthorities;
  readonly cookies: CookieJar;
  /** Null where apps keep session tokens. */
  readonly tokens: AppTokens | null;
  readonly steps: Steps;
  readonly readSession: SessionReader;
  /** Reads a session from the database, where `readSession` may use an older cached state. Null: it has no cache. */
  readonly rereadSession: SessionReader | null;
  readonly accountChanges: AccountChanges;
  /** The use of a session could not be recorded; reported once a minute. */
  readonly reportUnrecordedUse: (error: unknown) => void;
  /** Calls back when a session has ended. */
  readonly watchSession: SessionWatch["watch"];
  /** Stops the background tasks of reading sessions. */
  readonly stopReading: () => Promise<void>;
  /** Reports an event to the app's listener; those of a transaction after its commit. */
  readonly emit: (event: AuthEvent) => void;
  /** Null: events are not stored. */
  readonly audit: Audit | null;
  /** Whether anybody learns of events, so that it is worth looking for them. */
  readonly hasListener: boolean;
  /** Writes a warning about what looks like a set-up mistake to the server's log. */
  readonly warn: Warn;
  readonly reportError: (error: unknown) => void;
}

declare const isOwn: unique symbol;

/** The id of a stage of the app's own: of none of the built-in ones, which `config/contradictions.ts` checks. */
export type OwnStageId = string & { readonly [isOwn]: true };

export type StepId = PendingFlow["id"] | OwnStageId;

/** How often another code or another address was requested at a waiting step. */
export type StepCounters = Pick<FlowRow, "resends" | "changes">;

/** A place where a flow can wait. */
export interface Step<Id extends StepId = StepId, State = unknown> {
  readonly id: Id;
  /** Parses what the flow row holds; never a cast. */
  readonly state: z.ZodType<State>;
  /** The client's view of the step. */
  describe(state: State, counters: StepCounters, options: ResolvedOptions): Described<Id>;
}

/** A step as the client sees it. */
type Described<Id extends StepId> = Id extends PendingFlow["id"]
  ? Omit<FlowOf<Id>, "id" | "expiresAt">
  : { state: Record<string, unknown> };

/** A step that every login passes. */
export interface Stage<Id extends StepId = StepId, State = unknown> extends Step<Id, State> {
  /**
   * Decides whether `login` must wait here. Runs before the transaction that stores the answer, so it may count limits;
   * it changes nothing itself.
   *
   * @returns null to let the login pass; a {@link Passing} to let it pass but send something
   * @throws AuthError when the login may not continue at all
   */
  enter(login: Login, request: AuthRequest): Promise<Waiting<State> | Passing | null>;
}

/** What must be stored and sent for a step that does not hold the login. */
export interface Passing extends Effects {
  readonly state: null;
}

/** The state with which a step waits. */
export interface Waiting<State = unknown> extends Effects {
  readonly state: State & {};
  /** Seconds for which the step waits; the login as a whole may expire sooner. */
  readonly lifetime: number;
  /** Keyed MAC of the code that answers the step. */
  readonly codeHash?: string;
}

/** What is stored and sent together with the flow row. */
export interface Effects {
  readonly messages?: readonly OutgoingMessage[];
  /** Stores what belongs to the step besides the flow row, such as the key of a link. */
  store?(tx: Transaction): Promise<void>;
  /** Takes counts back if the login does not wait after all. */
  undo?(): Promise<void>;
}

/** Runs when a login has passed every stage, in the transaction that creates its session. */
export type Completion = (request: AuthRequest, login: Login, transaction: AuthTransaction) => Promise<void>;

/**
 * A stage of the app's own.
 *
 * It decides within the transaction, once the answer that is being given has proved right, and about an account that
 * exists: its code never runs for a wrong code, nor for a login to nobody, so it cannot show which of them it was.
 */
export interface OwnStage extends Step<OwnStageId> {
  readonly stage: ResolvedStage;
  /** The built-in stages that are decided after it. */
  readonly before: ReadonlySet<StepId>;
}

/** Every step, and the stages among them in the order in which a login passes them. */
export interface Steps {
  readonly stages: readonly Stage[];
  /** Those of the app, in order. */
  readonly own: readonly OwnStage[];
  readonly all: ReadonlyMap<string, Step>;
  readonly completions: readonly Completion[];
}
