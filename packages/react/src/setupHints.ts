import { memberOf } from "./memberOf.ts";
import { readWaitingCalls, type WaitingCall, waitingCalls } from "./waitingCalls.ts";

/** In milliseconds: a component may be loaded lazily. */
const NOTICE_AFTER = 1_000;

/** Hints at set-up mistakes in the developer's console; production bundles contain none of it. */
export interface SetupHints {
  answered(call: { path: string; type: string }, envelope: { result: object }): void;
  /** A call was refused with `not_authenticated`, although a user is logged in. */
  refused(called: string): void;
  /** A call waits for the user to reauthenticate. */
  parked(called: string, call: WaitingCall): void;
  /** A call was refused because its session has ended: the session was sent with it. */
  ended(): void;
}

/** @param link `path`: where the link expects the auth router; `isApp`: whether it keeps tokens */
export function createSetupHints({ path, isApp }: { path: string; isApp: boolean }): SetupHints {
  const said = new Set<string>();
  /** Whether nothing has yet shown that the browser sends the cookies of the last login. */
  let isUnproved = false;
  const say = (about: string, text: string) => {
    if (said.has(about)) return;
    said.add(about);
    console.error(`[latchkey] ${text}`);
  };
  const refused = (called: string) => {
    if (isApp) say("headers", lostToken(called));
    else if (isUnproved) say("cookie", lostCookie(called));
  };
  return {
    refused,
    parked(called, call) {
      setTimeout(() => {
        const stillWaits = readWaitingCalls()?.calls.includes(call) === true;
        if (stillWaits && !waitingCalls.isHeard()) say("reauthentication", unheard(called));
      }, NOTICE_AFTER);
    },
    ended() {
      isUnproved = false;
    },
    answered(call, { result }) {
      const answer = memberOf(result, "data");
      const mount = mountOf(call.path);
      if (mount === null || !isState(answer)) return;
      if (mount !== path) return say("path", otherPath(call.path, { path, mount }));
      const isLoggedIn = memberOf(answer, "status") === "authenticated";
      if (!isLoggedIn && call.type === "query" && !isApp) refused(call.path);
      isUnproved = isLoggedIn && call.type === "mutation";
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

function unheard(called: string): string {
  return `"${called}" waits for the user to reauthenticate, but no component that is drawn asks them to: it will wait for ten minutes, then fail. Draw a dialog for the step "reauthenticate" of useFlow() (or useReauthentication()) on every page, beside whatever else is shown.`;
}

function lostToken(called: string): string {
  return `"${called}" was sent without the token of the session, though somebody is logged in. Each link after authLink must send it: write headers: () => authHeaders(storage) in httpBatchLink and the like, and storage in authWsLink.`;
}

function lostCookie(called: string): string {
  return `"${called}" was sent without the session's cookie, though a login has just set it: the browser did not keep or send it. If the API is on another origin, write fetch: (url, options) => fetch(url, { ...options, credentials: "include" }) in authLink and in each link after it, and let the server's CORS allow credentials; on another site, write session: { cookie: { sameSite: "none" } } in createAuth. An https origin in createAuth needs pages and API on https; session.cookie.domain must be one that the API's host belongs to.`;
}
