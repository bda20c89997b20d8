import type { AuthorizationHeader, ClientHeader, FlowHeader, Tokens } from "@latchkey/server/types";
import type { Operation, OperationLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observableToPromise } from "@trpc/server/observable";
import type { hasCode } from "./authError.ts";
import type { MutationPath } from "./paths.ts";
import type { Signal } from "./signal.ts";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// What only apps need that keep tokens; browsers load nothing of it. Importing what the first load has would split that,
// hence the members of `AppLink`.

const REFRESH = "session.refresh" satisfies MutationPath;
/** Milliseconds: what waits for the tokens must not wait for a network that is gone. */
const REFRESH_TIMEOUT = 20_000;
const CLIENT: ClientHeader = "x-latchkey-client";
const FLOW: FlowHeader = "x-latchkey-flow";
const AUTHORIZATION: AuthorizationHeader = "authorization";

/** What an app's link knows of itself. */
export interface AppLink<Router extends AnyRouter> {
  storage: TokenStorage;
  path: string;
  /** Past the links before ours, which may log what they see. */
  sendAlone: OperationLink<Router>;
  hasCode: typeof hasCode;
  sessionEnd: Signal;
  credentialChange: Signal<boolean>;
}

/** The access token that each call carries, until it was replaced for it. */
const carried = new WeakMap<Operation, string | undefined>();

/** Replaces an access token that is about to expire, before a call that would carry it. */
export async function freshen<Router extends AnyRouter>(app: AppLink<Router>, call: Operation): Promise<void> {
  const { storage } = app;
  const stored = await storage.get();
  const isDue = stored?.refreshToken !== undefined && (stored.refreshAt ?? 0) <= Date.now();
  // Without an answer, the call itself says what is wrong.
  if (isDue && !(await refreshTokens(app, stored?.accessToken).catch(() => true))) {
    await storage.set(null);
    app.sessionEnd.emit();
  }
  carried.set(call, (await storage.get())?.accessToken);
}

/**
 * Replaces an access token that the server has refused, once for a call.
 *
 * @returns false when the session has ended
 * @throws TRPCClientError when the server cannot be reached
 */
export async function replace<Router extends AnyRouter>(app: AppLink<Router>, call: Operation): Promise<boolean> {
  const stale = carried.get(call);
  if (!carried.delete(call) || !(await refreshTokens(app, stale))) return false;
  // A socket that connected with the former one would show it again.
  app.credentialChange.emit(true);
  return true;
}

async function sendRefresh<Router extends AnyRouter>(
  { path, sendAlone }: AppLink<Router>,
  refreshToken: string,
): Promise<unknown> {
  const signal = AbortSignal.timeout?.(REFRESH_TIMEOUT) ?? null;
  const refresh = { id: 0, type: "mutation", path: `${path}.${REFRESH}`, context: {}, signal } as const;
  const { result } = await observableToPromise(
    sendAlone({ op: { ...refresh, input: { refreshToken } }, next: noNext }),
  );
  return "data" in result ? result.data : undefined;
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
    ...(bearer === undefined ? {} : { [AUTHORIZATION]: `${tokens?.tokenType ?? "Bearer"} ${bearer}` }),
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
export async function keepTokens(storage: TokenStorage, answer: unknown): Promise<void> {
  const [status, given] = [memberOf(answer, "status"), memberOf(answer, "tokens")];
  if (status !== "authenticated" && status !== "pending" && status !== "anonymous") return;
  // A link gets answers untyped, and `tokens` of a state is what the server's own type says.
  const tokens = given as Tokens | undefined;
  if (tokens === undefined && isKept(await storage.get(), status)) return;
  await exclusively(storage, async () => {
    const { sessionToken, flowToken, accessToken, refreshToken, tokenType, refreshAt } = (await storage.get()) ?? {};
    const ofSession = defined({ sessionToken, accessToken, refreshToken, tokenType, refreshAt });
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
  const { sessionToken: _replaced, tokenType: _formerly, ...others } = kept;
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
 * Replaces an access token, unless somebody else has done so meanwhile.
 *
 * @returns false when there is nothing to replace it with: the session has ended
 */
function refreshTokens<Router extends AnyRouter>(app: AppLink<Router>, stale: string | undefined): Promise<boolean> {
  const { storage } = app;
  return exclusively(storage, async () => {
    const before = await storage.get();
    if (before?.refreshToken === undefined) return false;
    if (before.accessToken !== stale) return true;
    const { refreshToken } = before;
    const answer = await sendTwice(app, () => sendRefresh(app, refreshToken));
    const after = await storage.get();
    // Another login has taken its place, in a process that shares the storage and no lock.
    if (after?.refreshToken !== refreshToken) return after?.refreshToken !== undefined;
    if (answer === null) return false;
    await storage.set(merged(after, answer));
    return true;
  });
}

/** An answer that was lost is asked for again at once: the server gives the same one, for a short while. */
async function sendTwice<Router extends AnyRouter>(
  { hasCode }: AppLink<Router>,
  send: () => Promise<unknown>,
): Promise<Tokens | null> {
  try {
    // Typed by the server, whose answer a link gets untyped.
    return (await send().catch((error: unknown) => {
      if (memberOf(error, "data")) throw error;
      return send();
    })) as Tokens;
  } catch (error) {
    if (hasCode(error, "invalid_token")) return null;
    throw error;
  }
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
