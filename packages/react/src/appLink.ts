import type { Operation, OperationLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observableToPromise } from "@trpc/server/observable";
import type { hasCode } from "./authError.ts";
import type { QueryPath } from "./paths.ts";
import type { Signal } from "./signal.ts";
import { bearerOf } from "./storedTokens.ts";
import { learn } from "./tokenOwners.ts";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// Loaded together with `appTokens.ts`.

const SESSION = "session.get" satisfies QueryPath;
/** Milliseconds: calls that wait for the tokens must not wait for a network that is gone. */
const REFRESH_TIMEOUT = 20_000;
/** The state of an app's link. */
export interface AppLink<Router extends AnyRouter> {
  storage: TokenStorage;
  path: string;
  /** Bypasses the links before ours, which may log what they see. */
  sendAlone: OperationLink<Router>;
  hasCode: typeof hasCode;
  sessionEnd: Signal;
  credentialChange: Signal<boolean | null>;
  /** Records the logged-in user of a response. */
  note(answer: unknown): void;
}

/**
 * Determines the user of tokens that another process has stored.
 * @returns undefined for tokens that are no longer valid
 */
export async function askOwner<Router extends AnyRouter>(
  app: AppLink<Router>,
  tokens: StoredTokens | null,
): Promise<string | undefined> {
  const bearer = bearerOf(tokens);
  if (bearer === undefined) return undefined;
  try {
    const answer = await send(app, { type: "query", path: SESSION });
    app.note(answer);
    return learn(app.storage, bearer, answer);
  } catch (error) {
    if (app.hasCode(error, "session_gone")) return undefined;
    throw error;
  }
}

/** Sends one of the link's own calls, bypassing the links before it. @returns the response */
export async function send<Router extends AnyRouter>(
  { path, sendAlone }: AppLink<Router>,
  call: Pick<Operation, "type" | "path"> & { input?: unknown },
): Promise<unknown> {
  const signal = AbortSignal.timeout?.(REFRESH_TIMEOUT) ?? null;
  const op = { id: 0, context: {}, signal, input: undefined, ...call, path: `${path}.${call.path}` };
  const { result } = await observableToPromise(sendAlone({ op, next: noNext }));
  return "data" in result ? result.data : undefined;
}

function noNext(): never {
  throw new Error("httpLink ends the chain");
}
