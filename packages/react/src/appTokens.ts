import type { AuthorizationHeader, ClientHeader, DeviceHeader, FlowHeader, Tokens } from "@latchkey/server/types";
import type { Operation } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { type AppLink, askOwner, send } from "./appLink.ts";
import type { MutationPath } from "./paths.ts";
import { bearerOf, defined, exclusively, forget, isKept, merged, ofDevice, read, write } from "./storedTokens.ts";
import { knownOwner, learn, memberOf, OTHER_USER, owners } from "./tokenOwners.ts";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// The code for apps that keep tokens; browsers load none of it. Importing modules of the initial bundle would split
// that, hence the members of `AppLink`.

const REFRESH = "session.refresh" satisfies MutationPath;
const CLIENT: ClientHeader = "x-latchkey-client";
const FLOW: FlowHeader = "x-latchkey-flow";
const DEVICE: DeviceHeader = "x-latchkey-device";
const AUTHORIZATION: AuthorizationHeader = "authorization";

/** What a link knows about a call. */
interface Begun {
  /** Id of the user who was logged in when it began; another value when there was none, or it is unknown. */
  begunBy: unknown;
  /** Whether it is a mutation and another user has logged in since. */
  isOthers(): boolean;
}

/** The token that a call is sent with. */
interface Carried {
  bearer: string | undefined;
  /** The id of its user, if known. */
  owner: string | undefined;
  /** Whether it was replaced for the call. */
  isReplaced: boolean;
}

const carried = new WeakMap<Operation, Carried>();

/**
 * Replaces an access token that is about to expire, before a call that would use it.
 *
 * @throws Error when the tokens have become another user's, here or in another process, and the call is a mutation
 */
export async function freshen<Router extends AnyRouter>(
  app: AppLink<Router>,
  call: Operation,
  { begunBy, isOthers }: Begun,
): Promise<void> {
  const { storage } = app;
  const before = await read(storage);
  const isDue = before?.refreshToken !== undefined && (before.refreshAt ?? 0) <= Date.now();
  // Without a response, the call itself reports what is wrong.
  if (isDue && !(await refreshTokens(app, before?.accessToken).catch(() => true))) app.sessionEnd.emit();
  const tokens = await read(storage);
  const isMutation = call.type === "mutation" && typeof begunBy === "string";
  const owner = knownOwner(storage, tokens) ?? (isMutation ? await askOwner(app, tokens) : undefined);
  if (isOthers() || (isMutation && owner !== undefined && owner !== begunBy)) {
    app.sessionEnd.emit();
    throw new Error(OTHER_USER);
  }
  carried.set(call, { bearer: bearerOf(tokens), owner, isReplaced: false });
}

/**
 * Replaces a token that the server has refused, once per call, or forgets it.
 *
 * @returns false when the session has ended, or the stored tokens are now another user's and the call is a mutation
 * @throws TRPCClientError when the server cannot be reached
 */
export async function replace<Router extends AnyRouter>(app: AppLink<Router>, call: Operation): Promise<boolean> {
  const { storage } = app;
  const sent = carried.get(call);
  if (sent === undefined) return false;
  if (sent.isReplaced || !(await isReplaced(app, call, sent))) {
    await forget(storage, sent.bearer);
    return false;
  }
  carried.set(call, { ...sent, bearer: bearerOf(await read(storage)), isReplaced: true });
  // A socket that connected with the previous one would present it again.
  app.credentialChange.emit(true);
  return true;
}

async function isReplaced<Router extends AnyRouter>(
  app: AppLink<Router>,
  call: Operation,
  { bearer, owner }: Carried,
): Promise<boolean> {
  const { storage } = app;
  const before = await read(storage);
  if (bearerOf(before) === bearer && !(await refreshTokens(app, before?.accessToken))) return false;
  const tokens = await read(storage);
  if (bearerOf(tokens) === undefined) return false;
  if (call.type !== "mutation" || owner === undefined) return true;
  return (knownOwner(storage, tokens) ?? (await askOwner(app, tokens))) === owner;
}

/** The headers of an app's requests. @throws Error when another user logs in meanwhile */
export async function headersOf(storage: TokenStorage): Promise<Record<string, string>> {
  const before = owners.get(storage)?.user;
  const tokens = await read(storage);
  if (before !== undefined && before !== owners.get(storage)?.user) throw new Error(OTHER_USER);
  return headersFor(tokens);
}

function headersFor(tokens: StoredTokens | null): Record<string, string> {
  const bearer = bearerOf(tokens);
  return {
    [CLIENT]: "app",
    ...(bearer === undefined ? {} : { [AUTHORIZATION]: `${tokens?.tokenType ?? "Bearer"} ${bearer}` }),
    ...(tokens?.flowToken === undefined ? {} : { [FLOW]: tokens.flowToken }),
    ...(tokens?.deviceToken === undefined ? {} : { [DEVICE]: tokens.deviceToken }),
  };
}

/**
 * The same, merged with the app's own headers; a refresh sends only its refresh token.
 *
 * @throws Error when the tokens have become another user's, and the call is a mutation
 */
export async function linkHeaders(
  headers: unknown,
  given: { op: Operation },
  { storage, path }: { storage: TokenStorage; path: string },
): Promise<Record<string, string>> {
  const own: unknown = typeof headers === "function" ? await headers(given) : headers;
  const tokens = given.op.path === `${path}.${REFRESH}` ? null : await read(storage);
  const sent = carried.get(given.op);
  const isSame = bearerOf(tokens) === undefined || bearerOf(tokens) === sent?.bearer;
  if (
    given.op.type === "mutation" &&
    sent?.owner !== undefined &&
    !isSame &&
    knownOwner(storage, tokens) !== sent.owner
  )
    throw new Error(OTHER_USER);
  return { ...Object.fromEntries(entriesOf(own)), ...headersFor(tokens) };
}

function entriesOf(headers: unknown): [string, string][] {
  if (typeof headers !== "object" || headers === null) return [];
  return Object.entries(headers).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
}

/** The call of a response, and whether no later response has changed the state since. */
interface Answered {
  call: Operation;
  isCurrent(): boolean;
}

/** New tokens replace the old ones; those of an identity that ended are removed. */
export async function keepTokens(storage: TokenStorage, answer: unknown, { call, isCurrent }: Answered): Promise<void> {
  const [status, given] = [memberOf(answer, "status"), memberOf(answer, "tokens")];
  if (status !== "authenticated" && status !== "pending" && status !== "anonymous") return;
  // A link gets untyped responses; `tokens` of a state has the server's own type.
  const tokens = given as Tokens | undefined;
  if (tokens === undefined) {
    const stored = await read(storage);
    const bearer = bearerOf(stored);
    if (bearer === carried.get(call)?.bearer) learn(storage, bearer, answer);
    if (isKept(stored, status)) return;
  }
  await exclusively(storage, async () => {
    // A call from before the login reports that nobody is logged in.
    if (tokens === undefined && !isCurrent()) return;
    const before = await read(storage);
    const { sessionToken, flowToken, accessToken, refreshToken, tokenType, refreshAt } = before ?? {};
    const ofSession = defined({ sessionToken, accessToken, refreshToken, tokenType, refreshAt });
    const kept = status === "authenticated" ? ofSession : status === "pending" ? defined({ flowToken }) : {};
    const stored = merged({ ...kept, ...ofDevice(before) }, tokens);
    await write(storage, stored);
    learn(storage, bearerOf(stored), answer);
  });
}

/**
 * Replaces an access token, unless another call has done so meanwhile.
 *
 * @returns false when it cannot be replaced: the session has ended
 */
function refreshTokens<Router extends AnyRouter>(app: AppLink<Router>, stale: string | undefined): Promise<boolean> {
  const { storage } = app;
  return exclusively(storage, async () => {
    const before = await read(storage);
    if (before?.refreshToken === undefined) return false;
    if (before.accessToken !== stale) return true;
    const { refreshToken } = before;
    const owner = knownOwner(storage, before);
    const answer = await sendTwice(app, () => send(app, { type: "mutation", path: REFRESH, input: { refreshToken } }));
    const after = await read(storage);
    // Another login has replaced it, in a process that shares the storage but no lock.
    if (after?.refreshToken !== refreshToken) return after?.refreshToken !== undefined;
    const stored = answer === null ? ofDevice(after) : merged(after, answer);
    await write(storage, stored);
    const bearer = bearerOf(stored);
    if (bearer !== undefined && owner !== undefined) owners.set(storage, { bearer, user: owner });
    return answer !== null;
  });
}

/** A lost response is requested again immediately: the server repeats it, for a short while. */
async function sendTwice<Router extends AnyRouter>(
  { hasCode }: AppLink<Router>,
  ask: () => Promise<unknown>,
): Promise<Tokens | null> {
  try {
    // Typed by the server; a link gets the response untyped.
    return (await ask().catch((error: unknown) => {
      if (memberOf(error, "data")) throw error;
      return ask();
    })) as Tokens;
  } catch (error) {
    if (hasCode(error, "invalid_token")) return null;
    throw error;
  }
}
