import type { RateLimitName, RateLimitRule, RateLimitScope, RateLimitTable } from "../../config/rateLimits.ts";
import { addressBucket } from "../../http/clientAddress.ts";
import { AuthError } from "../../lib/authError.ts";
import type { Secrets } from "../../lib/secrets.ts";
import type { RateLimitState, RateLimitStore } from "../../ports/rateLimitStore/rateLimitStore.ts";
import { createGuessesUnderWay, type GuessesUnderWay } from "./guessesUnderWay.ts";
import { watched } from "./watchedStore.ts";

/** What a call is counted by. Limits by something that is missing here are not counted. */
export interface RateLimitSubject {
  /**
   * Null for the app's own calls on its server, which are not counted by address; a request without an address is
   * refused.
   */
  ip: string | null;
  user?: string | null;
  /** What the call looks up: never read from the input a second time. */
  key?: string | null;
}

/** The limit that a call exceeded. */
export interface Blocked {
  name: RateLimitName;
  scope: RateLimitScope;
  /** Seconds. */
  retryAfter: number;
  /** The counter's own name. */
  counter: string;
}

/** The counts of one call. */
export interface Taken {
  /** Null: no limit was exceeded. */
  readonly blocked: Blocked | null;
  /** The `soft` limits that it exceeded: they block nothing. */
  readonly softlyBlocked: Blocked | null;
  /** How often the fullest of their counters by key was used before. */
  earlier(names: readonly RateLimitName[]): number;
  /** Whether a limit is half used up, by more than this call. Not a `soft` one, which may have room for one use only. */
  readonly isHalfUsed: boolean;
  /** The guesses were right: their counters by key are cleared, and their use of other counters is taken back. */
  succeeded(names: readonly RateLimitName[]): Promise<void>;
  giveBack(names: readonly RateLimitName[]): Promise<void>;
  giveAllBack(): Promise<void>;
  /** The guesses are settled, so that those who wait for them may go on. */
  release(): void;
  /** For a blocked call, once: whether a guess has ended since it was counted, so that there may be room. */
  mayHaveRoom(): Promise<boolean>;
}

export interface RateLimits {
  /** False: the app switched them off. */
  readonly isOn: boolean;
  /** Whether any of them counts by address: then each request must have one. */
  readonly countAddresses: boolean;
  asksForUser(names: readonly RateLimitName[]): boolean;
  /**
   * Counts a call against limits, in one round trip: by address first, and only calls that pass are counted further.
   *
   * @param subject `soft`: limits that are counted but block nothing; `guessed`: those of them that count guesses, which are
   *   in progress until they are released
   */
  take(
    names: readonly RateLimitName[],
    subject: RateLimitSubject & { soft?: RateLimitName | null; guessed?: readonly RateLimitName[] },
    now: Date,
  ): Promise<Taken>;
  readonly underWay: Pick<GuessesUnderWay, "mayWait" | "wait">;
  /** Clears the counters of a limit for these keys. */
  clear(name: RateLimitName, keys: readonly string[], now: Date): Promise<void>;
}

interface Counter {
  name: RateLimitName;
  rule: RateLimitRule;
  key: string;
  stage: number;
}

const STAGE_OF = { ip: 0, user: 1, "key+ip": 1, key: 2 } as const satisfies Record<RateLimitScope, number>;
/** After every limit that may refuse: a refused call must not use up a recipient's mail. */
const SOFT_STAGE = 3;
const GUESSES: ReadonlySet<RateLimitName> = new Set([
  "loginFailed",
  "reauthenticateFailed",
  "mfaFailed",
  "codeFailed",
  "verificationFailed",
  "requestLoginCode",
]);
const NOTHING: Taken = {
  blocked: null,
  softlyBlocked: null,
  earlier: () => 0,
  isHalfUsed: false,
  succeeded: async () => {},
  giveBack: async () => {},
  giveAllBack: async () => {},
  release: () => {},
  mayHaveRoom: async () => false,
};

export interface RateLimitParts {
  table: RateLimitTable;
  store: RateLimitStore;
  secrets: Pick<Secrets, "mac">;
  /** Called once when the store begins to fail. Calls that need it are refused. */
  onStoreFailure(): void;
}

export function createRateLimits({ table, store: given, secrets, onStoreFailure }: RateLimitParts): RateLimits {
  const store = watched(given, onStoreFailure);
  const underWay = createGuessesUnderWay();
  const rulesOf = (name: RateLimitName) => table.get(name) ?? [];
  /** A keyed hash, so that addresses and names cannot be recovered from it by trial. */
  const nameOf = (name: RateLimitName, { scope, limit, windowSeconds }: RateLimitRule, value: string) => {
    const kind = `${name}:${scope}:${limit}/${windowSeconds}`;
    return `${kind}:${secrets.mac("bucket", `${kind}:${value}`).slice(0, 22)}`;
  };
  return {
    isOn: table.size > 0,
    underWay,
    countAddresses: [...table.values()].flat().some(({ scope }) => scope === "ip"),
    asksForUser: (names) => names.some((name) => rulesOf(name).some(({ scope }) => scope === "user")),
    async take(names, { soft = null, guessed = [], ...subject }, now) {
      const wanted = soft === null ? names : [...names, soft];
      const counters = wanted.flatMap((name) =>
        rulesOf(name).flatMap((rule): Counter[] => {
          const value = countedBy(rule.scope, subject);
          const stage = name === soft ? SOFT_STAGE : STAGE_OF[rule.scope];
          return value === null ? [] : [{ name, rule, stage, key: nameOf(name, rule, value) }];
        }),
      );
      if (counters.length === 0) return NOTHING;
      const takes = counters.map(({ key, rule, stage }) => ({ ...rule, key, stage }));
      const guesses = counters.filter(({ name }) => guessed.includes(name) && name !== soft).map(({ key }) => key);
      const asked = underWay.ask(guesses);
      const answer = async () => settle({ counters, states: await store.take(takes, now), soft, store, now });
      const counted = await answer().catch((error: unknown) => {
        asked.drop();
        throw error;
      });
      const { blocked } = counted;
      if (blocked === null) return { ...NOTHING, ...counted, release: asked.begin(guesses) };
      asked.answered();
      // Nothing is compared for a refused call: it is no guess, or else the shortest limit would use up the longer ones.
      await counted.giveBack([...GUESSES]);
      return { ...NOTHING, ...counted, mayHaveRoom: () => asked.refused(blocked.counter) };
    },
    async clear(name, keys, now) {
      const cleared = rulesOf(name).flatMap((rule) =>
        rule.scope === "key" ? keys.map((key) => nameOf(name, rule, key)) : [],
      );
      if (cleared.length > 0) await store.giveBack({ keys: [], cleared }, now);
    },
  };
}

function countedBy(scope: RateLimitScope, { ip, user = null, key = null }: RateLimitSubject): string | null {
  const network = ip === null ? null : addressBucket(ip);
  if (scope === "ip") return network;
  if (scope === "user") return user;
  if (scope === "key" || key === null) return key;
  return `${key} ${network ?? "no network"}`;
}

interface Counted {
  counters: Counter[];
  states: RateLimitState[];
  soft: RateLimitName | null;
  store: RateLimitStore;
  now: Date;
}

function settle({ counters, states, soft, store, now }: Counted): Omit<Taken, "release" | "mayHaveRoom"> {
  const standing = new Map(states.map((state) => [state.key, state]));
  const full = counters.flatMap(({ name, rule, key }): Blocked[] => {
    const state = standing.get(key);
    if (state === undefined || state.used <= rule.limit) return [];
    const retryAfter = Math.max(1, Math.ceil((state.resetsAt.getTime() - now.getTime()) / 1000));
    return [{ name, scope: rule.scope, retryAfter, counter: key }];
  });
  // The longest wait: trying again sooner would only be refused again.
  const [blocked = null] = full.filter(({ name }) => name !== soft).sort((a, b) => b.retryAfter - a.retryAfter);
  let taken = counters.filter(({ key, rule }) => (standing.get(key)?.used ?? Number.POSITIVE_INFINITY) <= rule.limit);
  const keysOf = (wanted: (counter: Counter) => boolean) => taken.filter(wanted).map(({ key }) => key);
  const giveBack = async (wanted: (counter: Counter) => boolean) => {
    const keys = keysOf(wanted);
    // Each is given back once.
    taken = taken.filter((counter) => !wanted(counter));
    if (keys.length > 0) await store.giveBack({ keys, cleared: [] }, now);
  };
  return {
    blocked,
    softlyBlocked: full.find(({ name }) => name === soft) ?? null,
    earlier(names) {
      const byKey = taken.filter(({ name, rule }) => names.includes(name) && rule.scope === "key");
      return Math.max(0, ...byKey.map(({ key }) => (standing.get(key)?.used ?? 1) - 1));
    },
    isHalfUsed: counters.some(({ name, key, rule }) => {
      const used = standing.get(key)?.used ?? 0;
      return name !== soft && used > 1 && used * 2 >= rule.limit;
    }),
    async succeeded(names) {
      const isNamed = ({ name }: Counter) => names.includes(name);
      const cleared = keysOf((counter) => isNamed(counter) && counter.rule.scope !== "ip");
      await store.giveBack(
        { keys: keysOf((counter) => isNamed(counter) && counter.rule.scope === "ip"), cleared },
        now,
      );
    },
    giveBack: (names) => giveBack(({ name }) => names.includes(name)),
    giveAllBack: () => giveBack(() => true),
  };
}

/** The error of a limit: guesses at one account are distinguished from too many calls. */
export function refusalOf({ name, retryAfter }: Blocked, param?: string): AuthError {
  if (!GUESSES.has(name)) return new AuthError("rate_limited", { retryAfter });
  return new AuthError("too_many_login_attempts", { retryAfter, ...(param === undefined ? {} : { param }) });
}
