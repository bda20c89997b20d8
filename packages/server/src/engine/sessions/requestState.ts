import type { HttpExchange } from "../../http/exchange.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RequestMemo } from "../request.ts";

/** The state that the calls of one request share: the time, and what was read from the database. */
export interface SharedState {
  readonly now: Date;
  readonly memo: RequestMemo;
}

export interface RequestState {
  /** The current shared state; created again wherever it could be out of date. */
  current(): SharedState;
  /** Ensures that {@link current} was created after the body of the waiting call had arrived. */
  afterBody(): Promise<void>;
}

/** Milliseconds for which state is shared where the adapter does not report the end of its request. */
const MAX_AGE = 5_000;

/**
 * The state that the calls of one HTTP request share, from its body to the end of its response. Nothing is shared by
 * what outlives a request: a socket, a subscription, or the app's own caller, whether it is kept or created without a
 * request.
 */
export function createRequestState(clock: Clock, exchange: HttpExchange): RequestState {
  const make = (memo: RequestMemo) => ({ now: clock(), memo, isWhole: exchange.hasWholeBody() });
  let shared = make({});
  let next: Promise<void> | null = null;
  const renew = () => {
    shared = make(exchange.isOver() === true ? {} : givenTokens(shared.memo));
  };
  const isCurrent = () => {
    const isOver = exchange.isOver();
    return isOver === null ? Math.abs(clock().getTime() - shared.now.getTime()) < MAX_AGE : !isOver;
  };
  return {
    current() {
      if (!isCurrent()) renew();
      return shared;
    },
    async afterBody() {
      if (shared.isWhole) return;
      if (exchange.hasWholeBody()) return renew();
      // The app's own caller has its input while the body is still arriving, and fetch does not distinguish the two. So this
      // call uses nothing older than itself; calls that wait in the same turn, as in a batch, share what is new.
      next ??= nextTurn().then(() => {
        next = null;
        renew();
      });
      return next;
    },
  };
}

/**
 * After the request itself has logged its client in or out, the tokens issued since then count; they are read again
 * like any other token.
 */
function givenTokens({ sessionTokenHash, flowTokenHash }: RequestMemo): RequestMemo {
  return {
    ...(sessionTokenHash === undefined ? {} : { sessionTokenHash }),
    ...(flowTokenHash === undefined ? {} : { flowTokenHash }),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
