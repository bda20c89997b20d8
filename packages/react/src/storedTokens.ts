import type { Tokens } from "@latchkey/server/types";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// Loaded together with `appTokens.ts`.

const LOCK = "latchkey";
const queues = new WeakMap<TokenStorage, Promise<unknown>>();

/**
 * Changes the stored tokens while nobody else does: in this process, and in others that share the storage. Of two that
 * use one refresh token, the second would be treated as a thief.
 */
export function exclusively<Result>(storage: TokenStorage, work: () => Promise<Result>): Promise<Result> {
  const locked = () => {
    if (storage.lock !== undefined) return storage.lock(work);
    // Missing in some environments, and on pages without TLS.
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

/** @throws Error that names the storage as the cause */
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

/** Forgets refused tokens, unless others have replaced them. */
export function forget(storage: TokenStorage, refused: string | undefined): Promise<void> {
  return exclusively(storage, async () => {
    const stored = await read(storage);
    if (bearerOf(stored) === refused) await write(storage, ofDevice(stored));
  });
}

/** What outlives a session: by it, the device is recognised at the next login. */
export function ofDevice(stored: StoredTokens | null): Pick<StoredTokens, "deviceToken"> | null {
  return stored?.deviceToken === undefined ? null : { deviceToken: stored.deviceToken };
}

/** The token that a call presents. */
export function bearerOf(tokens: StoredTokens | null | undefined): string | undefined {
  return tokens?.accessToken ?? tokens?.sessionToken;
}

/** Whether a response without tokens changes nothing: most do not, and must not write. */
export function isKept(stored: StoredTokens | null, status: "authenticated" | "pending" | "anonymous"): boolean {
  if (stored === null) return false;
  const isOfSession = stored.sessionToken !== undefined || stored.refreshToken !== undefined;
  const isOfFlow = stored.flowToken !== undefined;
  return isOfSession === (status === "authenticated") && isOfFlow === (status === "pending");
}

/** Milliseconds before its expiry at which an access token is replaced, so that it does not expire on the way. */
const MARGIN = 15_000;

/** The tokens to store after these were issued. */
export function merged(kept: StoredTokens, { expiresIn, ...given }: Tokens = {}): StoredTokens {
  const { sessionToken: _replaced, tokenType: _formerly, ...others } = kept;
  const lifetime = (expiresIn ?? 0) * 1000;
  return given.accessToken === undefined
    ? { ...kept, ...given }
    : { ...others, ...given, refreshAt: Date.now() + lifetime - Math.min(MARGIN, lifetime / 4) };
}

export function defined(tokens: { [Name in keyof StoredTokens]: StoredTokens[Name] | undefined }): StoredTokens {
  // Omitted ones are not set to undefined.
  return Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== undefined)) as StoredTokens;
}
