import type { HttpExchange } from "../../http/exchange.ts";
import type { Clock } from "../../ports/clock.ts";
import type { RequestMemo } from "../request.ts";

/** What the calls of one request share: the time, and what was read from the database. */
export interface SharedState {
  readonly now: Date;
  readonly memo: RequestMemo;
}

export interface RequestState {
  /** What the calls share at present; made anew wherever it could be out of date. */
  current(): SharedState;
  /** Sees to it that {@link current} was made when the body of whoever waits here had come. */
  afterBody(): Promise<void>;
}

/** Milliseconds for which state is shared where the adapter does not tell when its request is over. */
const MAX_AGE = 5_000;

/**
 * The state that the calls of one HTTP request share, from its body to the end of its answer. What outlives a request
 * shares nothing: a socket, a subscription, and a caller of the app's own, be it kept or made without a request.
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
      // A caller of the app's own has its input while the body is on its way, and fetch does not tell the two apart. So
      // nothing older than this call counts for it; those that wait in the same turn, as a batch does, share what is new.
      next ??= nextTurn().then(() => {
        next = null;
        renew();
      });
      return next;
    },
  };
}

/** Whom the request itself logged in or out goes by what it was given since, which is read anew like any other token. */
function givenTokens({ sessionTokenHash, flowTokenHash }: RequestMemo): RequestMemo {
  return {
    ...(sessionTokenHash === undefined ? {} : { sessionTokenHash }),
    ...(flowTokenHash === undefined ? {} : { flowTokenHash }),
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
