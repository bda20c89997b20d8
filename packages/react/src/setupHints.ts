import { credentialChange } from "./credentialChange.ts";
import { memberOf } from "./memberOf.ts";
import type { TokenStorage } from "./tokenStorage.ts";
import { readWaitingCalls, type WaitingCall, waitingCalls } from "./waitingCalls.ts";

/** In milliseconds: a component may be loaded lazily. */
const NOTICE_AFTER = 1_000;
/** In milliseconds: later, another tab may have logged out, or the session may have ended. */
const JUST = 5_000;
/**
 * What tRPC writes for `BAD_REQUEST` and `PARSE_ERROR`: the server's formatter adds `data.auth` to all of these. Any other
 * code may be one of tRPC, or of the app's `createContext`, and has none.
 */
const ALWAYS_OURS: unknown[] = [-32_600, -32_700];

/** Hints at set-up mistakes in the developer's console; production bundles contain none of it. */
export interface SetupHints {
  answered(call: { path: string; type: string }, envelope: { result: object }): void;
  /** A call was refused with `not_authenticated`, although a user is logged in. */
  refused(called: string): void;
  /** A call was refused with `not_authenticated` before anything has shown who is logged in. */
  refusedAtFirst(called: string): void;
  /** A call waits for the user to reauthenticate. */
  parked(called: string, call: WaitingCall): void;
  /** A call of our own failed without `data.auth`. */
  failed(called: string, error: unknown): void;
  /** A call was refused because its session has ended: the session was sent with it. */
  ended(): void;
}

/** The storages of all links. */
const kept = new WeakSet<TokenStorage>();
/** Storages without tokens that were read for the headers of a call, and that no link writes to; until a call is refused. */
const stray = new Set<TokenStorage>();

export function noteHeaders(storage: TokenStorage, headers: Record<string, string>): void {
  if (headers.authorization === undefined && !kept.has(storage)) stray.add(storage);
}

/** @param link `path`: where the link expects the auth router; `storage`: where an app's keeps its tokens */
export function createSetupHints({ path, storage }: { path: string; storage: TokenStorage | undefined }): SetupHints {
  const isApp = storage !== undefined;
  if (isApp) kept.add(storage);
  const said = new Set<string>();
  /** When the last login was, while nothing has shown that the browser sends its cookies; null otherwise. */
  let unprovedSince: number | null = null;
  const isUnproved = () => unprovedSince !== null && Date.now() - unprovedSince < JUST;
  credentialChange.listen((isSameUser) => {
    // Another tab has logged in or out.
    if (isSameUser === null) unprovedSince = null;
  });
  const say = (about: string, text: string) => {
    if (said.has(about)) return;
    said.add(about);
    console.error(`[latchkey] ${text}`);
  };
  const refused = (called: string) => {
    const isStray = [...stray].some((one) => !kept.has(one));
    stray.clear();
    if (isStray) say("storage", lostStorage(called));
    else if (isApp) say("headers", lostToken(called));
    else if (isUnproved()) say("cookie", lostCookie(called));
  };
  return {
    refused,
    refusedAtFirst(called) {
      const read = async () => storage?.get();
      read().then(
        (tokens) => {
          if (memberOf(tokens, "accessToken") ?? memberOf(tokens, "sessionToken")) refused(called);
        },
        // The next call reports a storage that cannot be read.
        () => {},
      );
    },
    parked(called, call) {
      setTimeout(() => {
        const stillWaits = readWaitingCalls()?.calls.includes(call) === true;
        if (stillWaits && !waitingCalls.isHeard()) say("reauthentication", unheard(called));
      }, NOTICE_AFTER);
    },
    failed(called, error) {
      if (ALWAYS_OURS.includes(memberOf(memberOf(error, "shape"), "code"))) say("formatter", noFormatter(called));
    },
    ended() {
      unprovedSince = null;
    },
    answered(call, { result }) {
      const answer = memberOf(result, "data");
      const mount = mountOf(call.path);
      if (mount === null || !isState(answer)) return;
      if (mount !== path) return say("path", otherPath(call.path, { path, mount }));
      const isLoggedIn = memberOf(answer, "status") === "authenticated";
      if (!isLoggedIn && call.type === "query" && isUnproved()) refused(call.path);
      unprovedSince = isLoggedIn && call.type === "mutation" && !isApp ? Date.now() : null;
    },
  };
}

/** The key under which the auth router would be mounted if a path were one of its own. */
function mountOf(called: string): string | null {
  return /^(.+)\.(?:session|account|mfa|social)\.[\w.]+$/.exec(called)?.[1] ?? null;
}

/** Whether a response is an `AuthState`: an app may have its own `session.get`. */
function isState(answer: unknown): boolean {
  const [status, flow, flows] = ["status", "flow", "flows"].map((name) => memberOf(answer, name));
  if (status === "authenticated") return memberOf(answer, "session") !== undefined && flow !== undefined;
  return (status === "anonymous" || status === "pending") && Array.isArray(flows);
}

function otherPath(called: string, { path, mount }: { path: string; mount: string }): string {
  return `"${called}" is answered by Latchkey's router, which authLink expects under "${path}": logins would fail or be lost. Write authLink({ path: ${JSON.stringify(mount)}, … }), the key under which auth.authRouter is mounted.`;
}

function noFormatter(called: string): string {
  return `"${called}" failed, and its error does not say why (data.auth is missing): forms cannot show what is wrong with which field, and nothing asks users to reauthenticate. On the server, write initTRPC.context<…>().create({ errorFormatter: authErrorFormatter }), or authErrorFormatter.with(yours) if there is a formatter of your own; import it from @latchkey/server.`;
}

function unheard(called: string): string {
  return `"${called}" waits for the user to reauthenticate, but no component that is drawn asks them to: it will wait for ten minutes, then fail. Draw a dialog for the step "reauthenticate" of useFlow() (or useReauthentication()) on every page, beside whatever else is shown.`;
}

function lostToken(called: string): string {
  return `"${called}" was sent without the token of the session, though somebody is logged in. Each link after authLink must send it: write headers: () => authHeaders(storage) in httpBatchLink and the like, and storage in authWsLink.`;
}

function lostStorage(called: string): string {
  return `"${called}" was sent without the token of the session: authHeaders reads a storage that no authLink writes to. Write authLink({ storage, … }), with the same storage as in authHeaders(storage).`;
}

function lostCookie(called: string): string {
  return `"${called}" was sent without the session's cookie, though a login has just set it: the browser did not keep or send it. If the API is on another origin, write fetch: (url, options) => fetch(url, { ...options, credentials: "include" }) in authLink and in each link after it, and let the server's CORS allow credentials; on another site, write session: { cookie: { sameSite: "none" } } in createAuth. An https origin in createAuth needs pages and API on https; session.cookie.domain must be one that the API's host belongs to.`;
}
