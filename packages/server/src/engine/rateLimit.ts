import { createHash } from "node:crypto";
import type { RateLimitName, RateLimitRule, RateLimitScope, RateLimitTable } from "../config/rateLimits.ts";
import { addressBucket } from "../http/clientAddress.ts";
import { AuthError } from "../lib/authError.ts";
import type { RateLimitState, RateLimitStore } from "../ports/rateLimitStore/rateLimitStore.ts";

/** Whom a call is counted for. Without a user or a key, limits by these are not counted. */
export interface RateLimitSubject {
  /** Null for the app's own calls on its server, which are not counted by address; a request without one is refused. */
  ip: string | null;
  user?: string | null;
  key?: string | null;
}

/** The limit that a call ran into. */
export interface Blocked {
  name: RateLimitName;
  scope: RateLimitScope;
  /** Seconds. */
  retryAfter: number;
}

/** What was counted for a call. */
export interface Taken {
  /** Null: every limit holds. Otherwise the call counts for nothing but the limits that it ran into. */
  readonly blocked: Blocked | null;
  /** Limits named as `soft` that it ran into: they block nothing. */
  readonly softlyBlocked: Blocked | null;
  /** The guesses were right: what they counted by their key is cleared, and their use of other counters taken back. */
  succeeded(names: readonly RateLimitName[]): Promise<void>;
  /** Takes back the uses of these limits. */
  giveBack(names: readonly RateLimitName[]): Promise<void>;
}

export interface RateLimits {
  /** False: the app switched them off. */
  readonly isOn: boolean;
  /** Whether any of them counts by address: then each request must tell one. */
  readonly countAddresses: boolean;
  asksForUser(names: readonly RateLimitName[]): boolean;
  /** Counts a call against limits, in one round trip. @param soft limits that are counted but block nothing */
  take(
    names: readonly RateLimitName[],
    subject: RateLimitSubject & { soft?: RateLimitName | null },
    now: Date,
  ): Promise<Taken>;
  /** Clears what a limit counted by these keys. */
  clear(name: RateLimitName, keys: readonly string[], now: Date): Promise<void>;
}

interface Counter {
  name: RateLimitName;
  rule: RateLimitRule;
  key: string;
}

const GUESSES: ReadonlySet<RateLimitName> = new Set([
  "loginFailed",
  "reauthenticateFailed",
  "mfaFailed",
  "requestLoginCode",
]);
const NOTHING: Taken = { blocked: null, softlyBlocked: null, succeeded: async () => {}, giveBack: async () => {} };

export function createRateLimits({ table, store }: { table: RateLimitTable; store: RateLimitStore }): RateLimits {
  const rulesOf = (name: RateLimitName) => table.get(name) ?? [];
  return {
    isOn: table.size > 0,
    countAddresses: [...table.values()].flat().some(({ scope }) => scope === "ip"),
    asksForUser: (names) => names.some((name) => rulesOf(name).some(({ scope }) => scope === "user")),
    async take(names, { soft = null, ...subject }, now) {
      const asked = soft === null ? names : [...names, soft];
      const counters = asked.flatMap((name) =>
        rulesOf(name).flatMap((rule) => {
          const key = counterKey(name, rule, subject[rule.scope] ?? null);
          return key === null ? [] : [{ name, rule, key }];
        }),
      );
      if (counters.length === 0) return NOTHING;
      const states = await store.take(
        counters.map(({ key, rule }) => ({ key, ...rule })),
        now,
      );
      return settle({ counters, states, soft, store, now });
    },
    async clear(name, keys, now) {
      const cleared = rulesOf(name).flatMap((rule) =>
        rule.scope === "key" ? keys.flatMap((key) => counterKey(name, rule, key) ?? []) : [],
      );
      if (cleared.length > 0) await store.giveBack({ keys: [], cleared }, now);
    },
  };
}

interface Counted {
  counters: Counter[];
  states: RateLimitState[];
  soft: RateLimitName | null;
  store: RateLimitStore;
  now: Date;
}

async function settle({ counters, states, soft, store, now }: Counted): Promise<Taken> {
  const exceeded = counters.flatMap(({ name, rule, key }, index) => {
    const state = states[index];
    if (state === undefined || state.used <= rule.limit) return [];
    const retryAfter = Math.max(1, Math.ceil((state.resetsAt.getTime() - now.getTime()) / 1000));
    return [{ name, scope: rule.scope, retryAfter, key }];
  });
  const hard = exceeded.filter(({ name }) => name !== soft);
  // The longest wait: trying again sooner would only be refused again.
  const [blocked = null] = hard.sort((a, b) => b.retryAfter - a.retryAfter);
  const keysOf = (wanted: (counter: Counter) => boolean) => counters.filter(wanted).map(({ key }) => key);
  if (blocked !== null) {
    // A caller who is blocked by one limit must not go on filling the others, such as those of a victim.
    const overrun = new Set(hard.map(({ key }) => key));
    await store.giveBack({ keys: keysOf(({ key }) => !overrun.has(key)), cleared: [] }, now);
    return { ...NOTHING, blocked };
  }
  return {
    blocked: null,
    softlyBlocked: exceeded.find(({ name }) => name === soft) ?? null,
    async succeeded(names) {
      const cleared = keysOf(({ name, rule }) => names.includes(name) && rule.scope !== "ip");
      await store.giveBack(
        { keys: keysOf(({ name, rule }) => names.includes(name) && rule.scope === "ip"), cleared },
        now,
      );
    },
    giveBack: (names) => store.giveBack({ keys: keysOf(({ name }) => names.includes(name)), cleared: [] }, now),
  };
}

/** Names a counter by a hash, so that neither addresses nor names are at rest in it. */
function counterKey(
  name: RateLimitName,
  { scope, limit, windowSeconds }: RateLimitRule,
  value: string | null,
): string | null {
  if (value === null) return null;
  const subject = scope === "ip" ? addressBucket(value) : value;
  const hash = createHash("sha256").update(subject).digest("base64url").slice(0, 22);
  return `${name}:${scope}:${limit}/${windowSeconds}:${hash}`;
}

/** The refusal that a limit gives: guessing at one account is told apart from calling too often. */
export function refusalOf({ name, retryAfter }: Blocked, param?: string): AuthError {
  if (!GUESSES.has(name)) return new AuthError("rate_limited", { retryAfter });
  return new AuthError("too_many_login_attempts", { retryAfter, ...(param === undefined ? {} : { param }) });
}
