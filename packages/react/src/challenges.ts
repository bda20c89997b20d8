import type { Challenge, ChallengeHeader } from "@latchkey/server/types";
import type { Signal } from "./signal.ts";
import type { ShownChallenge } from "./waitingChallenge.ts";

// Loaded with the first challenge. Importing modules of the initial bundle would split that, hence the parameters.

const CHALLENGE: ChallengeHeader = "x-latchkey-challenge";
/** How long a call waits for its user, in milliseconds. */
const PATIENCE = 10 * 60_000;
/** How often a call's work is done anew: it may have been too slow, or come from another network by now. */
const MAX_TRIES = 3;

/** What adds its solution to the headers of a call, by its operation: the same object for every attempt. */
export type Solutions = WeakMap<object, (headers: unknown) => Record<string, string>>;

/** A call that was refused with `challenge_required`. */
export interface ChallengedCall {
  op: object;
  challenge: Challenge;
  solutions: Solutions;
  /** Runs the call again. */
  retry(): void;
  /** Ends the call with its error. */
  reject(): void;
  /** The error with which it was refused. */
  error: unknown;
  /** Notes that its user has ended a call, which is no failure. */
  noteCancelled(error: unknown): void;
}

const queue: NonNullable<ShownChallenge["shown"]>[] = [];
const tries = new WeakMap<object, number>();

/**
 * Solves the challenge of a call, or asks the user to; then the call is run again.
 *
 * @returns a function to call once nobody waits for the call any longer
 */
export function meetChallenge(
  call: ChallengedCall,
  page: ShownChallenge,
  credentialChange: Signal<boolean | null>,
): () => void {
  if (call.challenge.kind === "proof_of_work") return work(call);
  if (page.isHeard()) return ask(call, page, credentialChange);
  // The app shows no challenges: it handles the error itself.
  call.reject();
  return () => {};
}

function work(call: ChallengedCall): () => void {
  const { op, challenge, reject } = call;
  const controller = new AbortController();
  const done = tries.get(op) ?? 0;
  tries.set(op, done + 1);
  if (done >= MAX_TRIES) reject();
  else
    import("./proofOfWork.ts")
      .then(({ solveProofOfWork }) => solveProofOfWork(challenge.parameters, controller))
      .then((token) => (token === null ? reject() : retryWith(call, token)))
      .catch(reject);
  return () => controller.abort();
}

function ask(call: ChallengedCall, page: ShownChallenge, credentialChange: Signal<boolean | null>): () => void {
  const leave = () => {
    clearTimeout(timer);
    stop();
    const index = queue.indexOf(step);
    if (index === -1) return;
    queue.splice(index, 1);
    if (index === 0) showNext(page);
  };
  const cancel = () => {
    leave();
    call.noteCancelled(call.error);
    call.reject();
  };
  const solve = (token: string) => {
    leave();
    retryWith(call, token);
  };
  const step = { id: "challenge", challenge: call.challenge, solve, cancel, actions: {} } as const;
  const timer = setTimeout(cancel, PATIENCE);
  // Another user is logged in now, or the same one by other means.
  const stop = credentialChange.listen((isSameUser) => {
    if (isSameUser === false) cancel();
  });
  queue.push(step);
  if (queue.length === 1) showNext(page);
  return leave;
}

function showNext(page: ShownChallenge): void {
  page.shown = queue[0] ?? null;
  page.emit();
}

function retryWith({ op, solutions, retry }: ChallengedCall, token: string): void {
  solutions.set(op, (headers) => {
    // What tRPC's link takes as headers, `fetch` takes as well.
    const all = new Headers((headers ?? {}) as HeadersInit);
    all.set(CHALLENGE, token);
    return Object.fromEntries(all);
  });
  retry();
}
