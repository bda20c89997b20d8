import { bearerOf } from "./storedTokens.ts";
import type { StoredTokens, TokenStorage } from "./tokenStorage.ts";

// What is loaded with `appTokens.ts`.

export const OTHER_USER = "Another user has logged in since this call was made. It was not sent.";

/** Whose a session token is, by the last answer to a call that carried or brought it: it does not say so itself. */
export const owners = new WeakMap<TokenStorage, { bearer: string; user: string }>();

/** Id of the user whose tokens these are; undefined when there are none, or it is not known. */
export function knownOwner(storage: TokenStorage, tokens: StoredTokens | null): string | undefined {
  const known = owners.get(storage);
  const user = known?.bearer === bearerOf(tokens) ? known?.user : undefined;
  return user ?? subjectOf(tokens?.accessToken ?? "");
}

/** Whom an access token names (RFC 9068 §2.2). The server alone checks it; here it says whether it is still the same. */
function subjectOf(accessToken: string): string | undefined {
  try {
    const payload = (accessToken.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const subject = memberOf(JSON.parse(atob(payload)), "sub");
    return typeof subject === "string" ? subject : undefined;
  } catch {
    // None, or one that this platform cannot read: then the server is asked.
    return undefined;
  }
}

/** @returns the user of an answer to a call that carried or brought these tokens */
export function learn(storage: TokenStorage, bearer: string | undefined, answer: unknown): string | undefined {
  const user = memberOf(memberOf(answer, "user"), "id");
  if (typeof user !== "string" || bearer === undefined) return undefined;
  owners.set(storage, { bearer, user });
  return user;
}

/** As in `memberOf.ts`, which the first load has. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
