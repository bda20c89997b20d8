import { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { Account } from "../db/accounts/accounts.ts";
import { later } from "../lib/instants.ts";
import type { Random } from "../ports/random.ts";
import type { AuthenticationMethod } from "../wire/state.ts";
import { restoreHiddenAccount, storedHiddenAccount, storeHiddenAccount } from "./hiddenAccount.ts";

/** What a user has verified so far, before it becomes a session. */
export interface Login {
  /** Null: there is no account, which the client must not notice. Such a login never passes its step. */
  readonly account: Account | null;
  readonly methods: readonly AuthenticationMethod[];
  /** Whether the session outlives the browser. */
  readonly remember: boolean;
  readonly isSignup: boolean;
  /** Whether the signup is to end with a passkey instead of a password. */
  readonly needsPasskey: boolean;
  /** Whether the password that was used is known to attackers. */
  readonly mustChangePassword: boolean;
  /** The address that was logged in or signed up with. */
  readonly email: string | null;
  /** The number that was logged in or signed up with. */
  readonly phone: string | null;
  /** The contacts of a signup that already belong to someone, which the client must not notice. */
  readonly hidden: readonly ("email" | "phone")[];
  /**
   * The account that a signup requested and that was not created, since some of its identifiers are hidden. If the
   * client changes those to free ones, the account is created after all, as in a signup without a conflict.
   */
  readonly hiddenAccount: Account | null;
  /** The provider account that is connected: when a signup creates its account, or when a login is complete. */
  readonly connects: NewConnection | null;
  /** Whether the browser is trusted, once the login is complete. */
  readonly trustsBrowser: boolean;
  /** How many wrong passwords or codes preceded it, as the limits count them. */
  readonly failures: number;
  /** When the whole login expires, whatever the step. */
  readonly expiresAt: Date;
  /** Steps that are completed, or not needed in this login. */
  readonly passed: readonly string[];
  /** The id of its flow row, generated before the row, since the codes of the flow are bound to it. */
  readonly flowId: string;
  /** Whether that row exists. */
  readonly isStored: boolean;
}

/** A provider account that is connected when its user's account is created. */
export interface NewConnection {
  /** The id under which its accounts are stored. */
  provider: string;
  /** The provider's name for users. */
  name: string;
  uid: string;
  display: string;
  /** The id of the future row: the tokens are sealed for it. */
  id: string;
  tokensSealed: string | null;
}

export type LoginStart = Pick<Login, "account" | "methods"> & Partial<Omit<Login, "account" | "methods">>;

/** The parts of a request that a new login needs. */
export interface LoginSource {
  readonly now: Date;
  readonly runtime: { readonly options: ResolvedOptions; readonly random: Random };
}

/** A login that begins now. */
export function newLogin({ now, runtime: { options, random } }: LoginSource, start: LoginStart): Login {
  return {
    remember: true,
    isSignup: false,
    needsPasskey: false,
    mustChangePassword: false,
    email: null,
    phone: null,
    hidden: [],
    hiddenAccount: null,
    connects: null,
    trustsBrowser: false,
    failures: 0,
    expiresAt: later(now, options.account.loginTimeout),
    passed: [],
    flowId: random.uuid(),
    isStored: false,
    ...start,
  };
}

const instant = z.string();
const methodSchema: z.ZodType<AuthenticationMethod> = z.discriminatedUnion("method", [
  z.object({
    method: z.literal("password"),
    at: instant,
    email: z.string().exactOptional(),
    username: z.string().exactOptional(),
    phone: z.string().exactOptional(),
    reauthenticated: z.literal(true).exactOptional(),
  }),
  z.object({
    method: z.literal("code"),
    at: instant,
    email: z.string().exactOptional(),
    phone: z.string().exactOptional(),
  }),
  z.object({ method: z.literal("password_reset"), at: instant, email: z.string() }),
  z.object({
    method: z.literal("socialaccount"),
    at: instant,
    provider: z.string(),
    uid: z.string(),
    level: z.literal(2).exactOptional(),
    reauthenticated: z.literal(true).exactOptional(),
  }),
  z.object({
    method: z.literal("mfa"),
    at: instant,
    type: z.enum(["totp", "recovery_codes", "webauthn"]),
    id: z.string().exactOptional(),
    passwordless: z.literal(true).exactOptional(),
    reauthenticated: z.literal(true).exactOptional(),
  }),
]);

const storedConnection = z.object({
  provider: z.string(),
  // Missing in flows that an older version stored.
  name: z.string().default(""),
  uid: z.string(),
  display: z.string(),
  id: z.string(),
  tokensSealed: z.string().nullable(),
});

const storedLogin = z.object({
  methods: z.array(methodSchema),
  remember: z.boolean(),
  isSignup: z.boolean(),
  // Missing in flows that an older version stored.
  needsPasskey: z.boolean().default(false),
  mustChangePassword: z.boolean().default(false),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  hidden: z.array(z.enum(["email", "phone"])),
  expiresAt: z.string(),
  passed: z.array(z.string()),
  draft: storedHiddenAccount.nullable(),
  connects: storedConnection.nullable().default(null),
  trustsBrowser: z.boolean().default(false),
  failures: z.number().default(0),
});

/** The part of a login that the flow row stores. */
export function storeLogin(login: Login): z.input<typeof storedLogin> {
  const { account: _account, flowId: _flowId, isStored: _isStored, hiddenAccount, ...kept } = login;
  return {
    ...kept,
    methods: [...kept.methods],
    hidden: [...kept.hidden],
    passed: [...kept.passed],
    expiresAt: kept.expiresAt.toISOString(),
    draft: hiddenAccount === null ? null : storeHiddenAccount(hiddenAccount),
  };
}

/** Whether this version can continue the login stored in a flow row; null: the flow has none. */
export function isReadableLogin(stored: unknown): boolean {
  return stored === null || storedLogin.safeParse(stored).success;
}

/** The login stored in a flow row, for the account that was read with it. */
export function restoreLogin(stored: unknown, flowId: string, account: Account | null): Login {
  const { expiresAt, draft, ...kept } = storedLogin.parse(stored);
  const restored = draft === null ? null : restoreHiddenAccount(draft);
  return { ...kept, hiddenAccount: restored, expiresAt: new Date(expiresAt), account, flowId, isStored: true };
}
