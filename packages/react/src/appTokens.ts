import type { AuthorizationHeader, ClientHeader, FlowHeader, Tokens } from "@latchkey/server/types";
import type { Operation, OperationLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observableToPromise } from "@trpc/server/observable";
import { authErrorOf, hasCode } from "./authError.ts";
import { memberOf } from "./memberOf.ts";
import type { MutationPath } from "./paths.ts";
import { sessionEnd } from "./sessionEnd.ts";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// What only apps need that keep tokens; browsers load nothing of it.

const REFRESH = "session.refresh" satisfies MutationPath;
/** Milliseconds: what waits for the tokens must not wait for a network that is gone. */
const REFRESH_TIMEOUT = 20_000;
const CLIENT: ClientHeader = "x-latchkey-client";
const FLOW: FlowHeader = "x-latchkey-flow";
const AUTHORIZATION: AuthorizationHeader = "authorization";

/** The tokens of an app, as its link handles them. */
export interface AppTokens {
  /** Replaces an access token that is about to expire. @returns the one to use */
  freshen(): Promise<string | undefined>;
  /**
   * Replaces an access token that is no good any more.
   *
   * @param stale the access token that was refused
   * @returns false when the session has ended
   * @throws TRPCClientError when the server cannot be reached
   */
  refresh(stale: string | undefined): Promise<boolean>;
  /** Stores what the result of a call brings. */
  keep(result: unknown): Promise<void>;
}

export function appTokens<Router extends AnyRouter>({
  storage,
  path,
  sendAlone,
}: {
  storage: TokenStorage;
  path: string;
  /** Past the links before ours, which may log what they see. */
  sendAlone: OperationLink<Router>;
}): AppTokens {
  const send = async (refreshToken: string) => {
    const signal = AbortSignal.timeout?.(REFRESH_TIMEOUT) ?? null;
    const op = {
      id: 0,
      type: "mutation",
      path: `${path}.${REFRESH}`,
      input: { refreshToken },
      context: {},
      signal,
    } as const;
    const { result } = await observableToPromise(sendAlone({ op, next: noNext }));
    return "data" in result ? result.data : undefined;
  };
  const refresh = (stale: string | undefined) => refreshTokens(storage, stale, send);
  return {
    refresh,
    keep: (result) => keepTokens(storage, memberOf(result, "data")),
    async freshen() {
      const stored = await storage.get();
      if (stored?.refreshToken === undefined || (stored.refreshAt ?? 0) > Date.now()) return stored?.accessToken;
      // Without an answer, the call itself says what is wrong.
      const isThere = await refresh(stored.accessToken).catch(() => true);
      if (!isThere) {
        await storage.set(null);
        sessionEnd.emit();
      }
      return (await storage.get())?.accessToken;
    },
  };
}

function noNext(): never {
  throw new Error("httpLink ends the chain");
}

/** The headers of an app's requests. */
export async function headersOf(storage: TokenStorage): Promise<Record<string, string>> {
  const tokens = await storage.get();
  const bearer = tokens?.accessToken ?? tokens?.sessionToken;
  return {
    [CLIENT]: "app",
    ...(bearer === undefined ? {} : { [AUTHORIZATION]: `Bearer ${bearer}` }),
    ...(tokens?.flowToken === undefined ? {} : { [FLOW]: tokens.flowToken }),
  };
}

/** The same beside the headers of the app's own; a refresh shows nothing but its refresh token. */
export async function linkHeaders(
  headers: unknown,
  given: { op: Operation },
  { storage, path }: { storage: TokenStorage; path: string },
): Promise<Record<string, string>> {
  const own: unknown = typeof headers === "function" ? await headers(given) : headers;
  const ours = given.op.path === `${path}.${REFRESH}` ? { [CLIENT]: "app" } : await headersOf(storage);
  return { ...Object.fromEntries(entriesOf(own)), ...ours };
}

function entriesOf(headers: unknown): [string, string][] {
  if (typeof headers !== "object" || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}

type Send = (refreshToken: string) => Promise<unknown>;

/** Milliseconds before its end at which an access token is replaced, so that it does not expire on the way. */
const MARGIN = 15_000;
const LOCK = "latchkey";
const queues = new WeakMap<TokenStorage, Promise<unknown>>();

/**
 * Changes what is stored while nobody else does: in this process, and in the others that share the storage. Of two that use
 * one refresh token, the second would be taken for a thief.
 */
function exclusively<Result>(storage: TokenStorage, work: () => Promise<Result>): Promise<Result> {
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

/** New tokens take the place of the old ones; those of an identity that ended go. */
async function keepTokens(storage: TokenStorage, answer: unknown): Promise<void> {
  const [status, given] = [memberOf(answer, "status"), memberOf(answer, "tokens")];
  if (status !== "authenticated" && status !== "pending" && status !== "anonymous") return;
  // A link gets answers untyped, and `tokens` of a state is what the server's own type says.
  const tokens = given as Tokens | undefined;
  if (tokens === undefined && isKept(await storage.get(), status)) return;
  await exclusively(storage, async () => {
    const { sessionToken, flowToken, accessToken, refreshToken, refreshAt } = (await storage.get()) ?? {};
    const ofSession = defined({ sessionToken, accessToken, refreshToken, refreshAt });
    const kept = status === "authenticated" ? ofSession : status === "pending" ? defined({ flowToken }) : {};
    await storage.set(merged(kept, tokens));
  });
}

/** Whether an answer without tokens leaves everything as it is: most do, and must not write. */
function isKept(stored: StoredTokens | null, status: "authenticated" | "pending" | "anonymous"): boolean {
  if (stored === null) return false;
  const isOfSession = stored.sessionToken !== undefined || stored.refreshToken !== undefined;
  const isOfFlow = stored.flowToken !== undefined;
  return isOfSession === (status === "authenticated") && isOfFlow === (status === "pending");
}

function merged(kept: StoredTokens, { expiresIn, ...given }: Tokens = {}): StoredTokens {
  const { sessionToken: _replaced, ...others } = kept;
  const lifetime = (expiresIn ?? 0) * 1000;
  return given.accessToken === undefined
    ? { ...kept, ...given }
    : { ...others, ...given, refreshAt: Date.now() + lifetime - Math.min(MARGIN, lifetime / 4) };
}

function defined(tokens: { [Name in keyof StoredTokens]: StoredTokens[Name] | undefined }): StoredTokens {
  // What is left out is not set to undefined.
  return Object.fromEntries(Object.entries(tokens).filter(([, value]) => value !== undefined)) as StoredTokens;
}

/**
 * Replaces an access token that is no good any more, unless somebody else has done so meanwhile.
 *
 * @param stale the access token
 * @returns false when there is nothing to replace it with: the session has ended
 * @throws what `send` throws when the server cannot be reached
 */
function refreshTokens(storage: TokenStorage, stale: string | undefined, send: Send): Promise<boolean> {
  return exclusively(storage, async () => {
    const before = await storage.get();
    if (before?.refreshToken === undefined) return false;
    if (before.accessToken !== stale) return true;
    const { refreshToken } = before;
    const answer = await sendTwice(refreshToken, send);
    const after = await storage.get();
    // Another login has taken its place, in a process that shares the storage and no lock.
    if (after?.refreshToken !== refreshToken) return after?.refreshToken !== undefined;
    if (answer === null) return false;
    await storage.set(merged(after, answer));
    return true;
  });
}

/** An answer that was lost is asked for again at once: the server gives the same one, for a short while. */
async function sendTwice(refreshToken: string, send: Send): Promise<Tokens | null> {
  try {
    // Typed by the server, whose answer a link gets untyped.
    return (await send(refreshToken).catch((error: unknown) => {
      if (authErrorOf(error) !== undefined) throw error;
      return send(refreshToken);
    })) as Tokens;
  } catch (error) {
    if (hasCode(error, "invalid_token")) return null;
    throw error;
  }
}
