import type { AuthState, CallbackFields, SocialCallback, SocialProcess } from "@latchkey/server/types";
import type { Caller } from "./binding.ts";

interface JourneyStart {
  callbackUrl?: string;
  process?: SocialProcess;
  invitation?: string;
  open?(url: string): void;
}

/** Begins a redirect to a provider. @returns its URL */
export async function startJourney(caller: Caller, provider: string, start: JourneyStart): Promise<string> {
  const { process = "login", callbackUrl = location.pathname, open = (url) => location.assign(url) } = start;
  const { redirectUrl } = await caller.mutate("social.redirect", {
    provider,
    process,
    callbackUrl,
    invitation: start.invitation,
  });
  open(redirectUrl);
  return redirectUrl;
}

/** The result of a provider redirect: the new state, and where to continue. */
export type CallbackOutcome<State> = { state: State } & Pick<SocialCallback, "process" | "callbackUrl">;

type Outcome = CallbackOutcome<AuthState>;

interface JourneyEnd {
  url: string;
  provider: string | undefined;
  /** Counts how often the logged-in user has changed. */
  countIdentities(): number;
  /** Uses the response as the new state. */
  accept(answer: SocialCallback): Promise<Outcome>;
}

interface Finished {
  outcome: Promise<Outcome>;
  /** The count of identities when the response had been accepted; null while it is awaited. */
  identity: number | null;
}

/** Redirects by their state: React runs effects twice, and the second run gets the outcome of the first one. */
const finished = new Map<string, Finished>();

/**
 * Completes a redirect to a provider, once.
 *
 * Its response becomes the state when it arrives and never again. Later callers, such as a page that is rendered again,
 * get the outcome only until someone logs in or out.
 */
export function finishJourney(caller: Caller, journey: JourneyEnd): Promise<Outcome> {
  const { pathname, search, hash } = new URL(journey.url);
  const answer = Object.fromEntries([...new URLSearchParams(search), ...new URLSearchParams(hash.slice(1))]);
  const provider = journey.provider ?? answer["provider"] ?? decodeURIComponent(pathname.split("/").at(-1) ?? "");
  const { state } = answer;
  const key = state ?? readState();
  const known = finished.get(key);
  if (known !== undefined && (known.identity ?? journey.countIdentities()) === journey.countIdentities())
    return known.outcome;
  const ending = { outcome: callBack(caller, journey, { ...answer, provider, state: state ?? "" }), identity: null };
  keepFinished(key, ending, journey);
  forgetAnswer(journey.url, key);
  return ending.outcome;
}

async function callBack(caller: Caller, { accept }: JourneyEnd, input: CallbackFields): Promise<Outcome> {
  return accept(await caller.mutate("social.callback", input));
}

function keepFinished(key: string, ending: Finished, { countIdentities }: JourneyEnd): void {
  finished.clear();
  finished.set(key, ending);
  const settle = () => {
    ending.identity = countIdentities();
  };
  ending.outcome.then(settle, settle);
}

/**
 * A code must not stay where the history, a screenshot or an extension would find it; the page may still call again.
 */
function forgetAnswer(url: string, state: string): void {
  if (typeof history === "undefined" || url !== location.href) return;
  history.replaceState({ ...history.state, latchkey: state }, "", location.pathname);
}

function readState(): string {
  const state: unknown = typeof history === "undefined" ? null : history.state;
  const kept: unknown = typeof state === "object" && state !== null ? Reflect.get(state, "latchkey") : null;
  return typeof kept === "string" ? kept : "";
}
