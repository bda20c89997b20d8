/** Guesses that are counted and not yet decided, by counter. */
export interface GuessesUnderWay {
  /** To be called before a store is asked to count guesses. */
  ask(counters: readonly string[]): AskedCounters;
  /** Whether a guess of this counter is in progress, and there is room to wait for it. */
  mayWait(counter: string): boolean;
  /** Resolves when one of them has ended, or after this many milliseconds. */
  wait(counter: string, milliseconds: number): Promise<void>;
}

/** Counters that a store is asked about, until `begin`, `drop` or `refused`. */
export interface AskedCounters {
  /** The store has answered, and one of them was full. */
  answered(): void;
  /** These are counted. @returns a function to call once the outcome is known and the counters are settled */
  begin(counters: readonly string[]): () => void;
  /** None of them is to be waited for by others. */
  drop(): void;
  /**
   * This one was full. Before a call is refused for it: the answers of those that were asked before may arrive after its own,
   * and guesses may have been settled since the store has answered.
   *
   * @returns whether a guess has ended since, so that there may be room
   */
  refused(counter: string): Promise<boolean>;
}

interface Counter {
  underWay: number;
  /** How many guesses have ended since the counter is kept here. */
  ended: number;
  waiting: Set<() => void>;
  /** Resolve when a store has answered; by when it was asked, the earliest first. */
  asked: Map<number, Promise<void>>;
  /** Calls that still compare `ended`. */
  kept: number;
}

/** Maximum of calls that wait for one counter: further ones are refused, as they would be without waiting. */
const MAX_WAITING = 100;
/** Milliseconds after which a store's answer to another call is not waited for. */
const LATEST_ANSWER = 1_000;

/**
 * A right guess uses nothing up, but that is known only once it has been compared. A call that finds a counter full of
 * guesses in progress waits for them: of fifty simultaneous right logins none is refused, and of fifty wrong ones no
 * more are compared than before. Within one process.
 */
export function createGuessesUnderWay(): GuessesUnderWay {
  const counters = new Map<string, Counter>();
  let latest = 0;
  const of = (name: string): Counter => {
    const known = counters.get(name) ?? { underWay: 0, ended: 0, waiting: new Set(), asked: new Map(), kept: 0 };
    counters.set(name, known);
    return known;
  };
  const forget = (name: string) => {
    const counter = counters.get(name);
    if (counter !== undefined && counter.underWay === 0 && counter.kept === 0) counters.delete(name);
  };
  const end = (name: string) => {
    const counter = of(name);
    counter.underWay -= 1;
    counter.ended += 1;
    // After the last one, nobody would be left to wake those that still wait.
    const woken = counter.underWay === 0 ? [...counter.waiting] : [...counter.waiting].slice(0, 1);
    for (const wake of woken) {
      counter.waiting.delete(wake);
      wake();
    }
    forget(name);
  };
  return {
    ask(names) {
      const before = new Map(names.map((name) => [name, of(name).ended]));
      let answered = () => {};
      const answer = new Promise<void>((resolve) => {
        answered = resolve;
      });
      latest += 1;
      const serial = latest;
      for (const name of names) {
        of(name).kept += 1;
        of(name).asked.set(serial, answer);
      }
      const hear = () => {
        for (const name of names) of(name).asked.delete(serial);
        answered();
      };
      const leave = () => {
        for (const name of names) {
          of(name).kept -= 1;
          forget(name);
        }
      };
      return {
        begin(counted) {
          for (const name of counted) of(name).underWay += 1;
          hear();
          leave();
          let isOver = false;
          return () => {
            if (isOver) return;
            isOver = true;
            for (const name of counted) end(name);
          };
        },
        answered: hear,
        drop() {
          hear();
          leave();
        },
        async refused(name) {
          hear();
          await allWithin(LATEST_ANSWER, askedBefore(serial, counters.get(name)));
          const hasEnded = before.has(name) && of(name).ended !== before.get(name);
          leave();
          return hasEnded;
        },
      };
    },
    mayWait(name) {
      const counter = counters.get(name);
      return counter !== undefined && counter.underWay > 0 && counter.waiting.size < MAX_WAITING;
    },
    wait: (name, milliseconds) =>
      new Promise((resolve) => {
        const counter = counters.get(name);
        if (counter === undefined || counter.underWay === 0) return resolve();
        const wake = () => {
          clearTimeout(timer);
          resolve();
        };
        const timer = setTimeout(() => {
          counter.waiting.delete(wake);
          resolve();
        }, milliseconds);
        counter.waiting.add(wake);
      }),
  };
}

/** Those whose answers are still to come; none where there are so many that waiting for them would cost too much. */
function askedBefore(serial: number, counter: Counter | undefined): Promise<void>[] {
  const earlier: Promise<void>[] = [];
  for (const [asked, answer] of counter?.asked ?? []) {
    if (asked > serial) break;
    if (earlier.length === MAX_WAITING) return [];
    earlier.push(answer);
  }
  return earlier;
}

async function allWithin(milliseconds: number, promises: readonly Promise<void>[]): Promise<void> {
  if (promises.length === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([Promise.all(promises), late]).finally(() => clearTimeout(timer));
}
