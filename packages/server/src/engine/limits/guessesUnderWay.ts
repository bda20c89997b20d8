/** Guesses that are counted and not yet decided, by counter. */
export interface GuessesUnderWay {
  /** @returns a function to call once the outcome is known and the counters are settled */
  begin(counters: readonly string[]): () => void;
  /** Whether a guess of this counter is in progress, and there is room to wait for it. */
  mayWait(counter: string): boolean;
  /** Resolves when one of them has ended, or after this many milliseconds. */
  wait(counter: string, milliseconds: number): Promise<void>;
}

interface Counter {
  underWay: number;
  waiting: Set<() => void>;
}

/** Maximum of calls that wait for one counter: further ones are refused, as they would be without waiting. */
const MAX_WAITING = 100;

/**
 * A right guess uses nothing up, but that is known only once it has been compared. A call that finds a counter full of
 * guesses in progress waits for them: of fifty simultaneous right logins none is refused, and of fifty wrong ones no
 * more are compared than before. Within one process.
 */
export function createGuessesUnderWay(): GuessesUnderWay {
  const counters = new Map<string, Counter>();
  const end = (name: string) => {
    const counter = counters.get(name);
    if (counter === undefined) return;
    counter.underWay -= 1;
    // After the last one, nobody would be left to wake those that still wait.
    const woken = counter.underWay === 0 ? [...counter.waiting] : [...counter.waiting].slice(0, 1);
    if (counter.underWay === 0) counters.delete(name);
    for (const wake of woken) {
      counter.waiting.delete(wake);
      wake();
    }
  };
  return {
    begin(names) {
      for (const name of names) {
        const counter = counters.get(name) ?? { underWay: 0, waiting: new Set() };
        counter.underWay += 1;
        counters.set(name, counter);
      }
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        for (const name of names) end(name);
      };
    },
    mayWait(name) {
      const counter = counters.get(name);
      return counter !== undefined && counter.waiting.size < MAX_WAITING;
    },
    wait: (name, milliseconds) =>
      new Promise((resolve) => {
        const counter = counters.get(name);
        if (counter === undefined) return resolve();
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
