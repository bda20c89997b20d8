import { bearerOf } from "./storedTokens.ts";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// Loaded together with `appTokens.ts`.

export const OTHER_USER = "Another user has logged in since this call was made. It was not sent.";

/**
 * The user of a session token, by the last response to a call that sent or returned it: the token does not name its
 * user.
 */
export const owners = new WeakMap<TokenStorage, { bearer: string; user: string }>();

/** Id of the user of these tokens; undefined when there are none, or it is unknown. */
export function knownOwner(storage: TokenStorage, tokens: StoredTokens | null): string | undefined {
  const known = owners.get(storage);
  const user = known?.bearer === bearerOf(tokens) ? known?.user : undefined;
  return user ?? subjectOf(tokens?.accessToken ?? "");
}

/**
 * The user that an access token names (RFC 9068 §2.2). Only the server verifies it; here it shows whether the user is
 * the same.
 */
function subjectOf(accessToken: string): string | undefined {
  try {
    const payload = (accessToken.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const subject = memberOf(JSON.parse(atob(payload)), "sub");
    return typeof subject === "string" ? subject : undefined;
  } catch {
    // No token, or one that this platform cannot decode: then the server is queried.
    return undefined;
  }
}

/** @returns the user of a response to a call that sent or returned these tokens */
export function learn(storage: TokenStorage, bearer: string | undefined, answer: unknown): string | undefined {
  const user = memberOf(memberOf(answer, "user"), "id");
  if (typeof user !== "string" || bearer === undefined) return undefined;
  owners.set(storage, { bearer, user });
  return user;
}

/** As in `memberOf.ts`, which is part of the initial bundle. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
