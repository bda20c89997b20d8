import type { Tokens } from "@latchkey/server/types";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// What is loaded with `appTokens.ts`.

const LOCK = "latchkey";
const queues = new WeakMap<TokenStorage, Promise<unknown>>();

/**
 * Changes what is stored while nobody else does: in this process, and in the others that share the storage. Of two that use
 * one refresh token, the second would be taken for a thief.
 */
export function exclusively<Result>(storage: TokenStorage, work: () => Promise<Result>): Promise<Result> {
  const locked = () => {
    if (storage.lock !== undefined) return storage.lock(work);
    // Neither in all environments, nor on pages without TLS.
    const locks: LockManager | null | undefined = globalThis.navigator?.locks;
    return locks ? locks.request(LOCK, work) : work();
  };
  const result = (queues.get(storage) ?? Promise.resolve()).then(locked);
  queues.set(
    storage,
    result.catch(() => {}),
  );
  return result;
}

/** @throws Error that says it was the storage, for whoever sees the call fail */
export async function read(storage: TokenStorage): Promise<StoredTokens | null> {
  try {
    return await storage.get();
  } catch (cause) {
    throw new Error("The token storage could not be read.", { cause });
  }
}

export async function write(storage: TokenStorage, tokens: StoredTokens | null): Promise<void> {
  try {
    await storage.set(tokens);
  } catch (cause) {
    throw new Error("The token storage could not be written.", { cause });
  }
}

/** Forgets tokens that were refused, unless others have taken their place. */
export function forget(storage: TokenStorage, refused: string | undefined): Promise<void> {
  return exclusively(storage, async () => {
    if (bearerOf(await read(storage)) === refused) await write(storage, null);
  });
}

/** What a call shows of them. */
export function bearerOf(tokens: StoredTokens | null | undefined): string | undefined {
  return tokens?.accessToken ?? tokens?.sessionToken;
}

/** Whether an answer without tokens leaves everything as it is: most do, and must not write. */
export function isKept(stored: StoredTokens | null, status: "authenticated" | "pending" | "anonymous"): boolean {
  if (stored === null) return false;
  const isOfSession = stored.sessionToken !== undefined || stored.refreshToken !== undefined;
  const isOfFlow = stored.flowToken !== undefined;
  return isOfSession === (status === "authenticated") && isOfFlow === (status === "pending");
}

/** Milliseconds before its end at which an access token is replaced, so that it does not expire on the way. */
const MARGIN = 15_000;

/** What is stored when these tokens were given. */
export function merged(kept: StoredTokens, { expiresIn, ...given }: Tokens = {}): StoredTokens {
  const { sessionToken: _replaced, tokenType: _formerly, ...others } = kept;
  const lifetime = (expiresIn ?? 0) * 1000;
  return given.accessToken === undefined
    ? { ...kept, ...given }
    : { ...others, ...given, refreshAt: Date.now() + lifetime - Math.min(MARGIN, lifetime / 4) };
}

export function defined(tokens: { [Name in keyof StoredTokens]: StoredTokens[Name] | undefined }): StoredTokens {
  // What is left out is not set to undefined.
  return Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== undefined)) as StoredTokens;
}
