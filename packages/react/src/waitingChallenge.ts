import type { Challenge } from "@latchkey/server/types";
import { createSignal, type Signal } from "./signal.ts";

/** A call must show that no bot makes it. One that the browser solves by itself, a proof of work, is not shown. */
export interface ChallengeVariant {
  id: "challenge";
  challenge: Challenge;
  /** Runs the call again, with the solution. If that is wrong, there is another challenge. */
  solve(token: string): void;
  /** Cancels the waiting call, which is not an error: see `isCancelled`. */
  cancel(): void;
  actions: Record<never, never>;
}

/** The challenge that a call waits for, as `useFlow` shows it: the first one, where several wait. */
export interface ShownChallenge extends Signal {
  shown: ChallengeVariant | null;
}

/** Emits when another challenge is shown, or none. */
export const shownChallenge: ShownChallenge = { ...createSignal(), shown: null };
