/** One look at sessions. */
export interface Look {
  /** They are numbered in the order in which they begin. */
  readonly look: number;
  /** Whether it is one at everything, and not only at what is in doubt. */
  readonly isOfAll: boolean;
}

/** Looks one after the other: however many are asked for during one, a single one follows. */
export interface Looks {
  /** Asks for one that begins from now on. */
  ask(): void;
  askOfAll(): void;
  /** The number of the first one that begins from now on. */
  next(): number;
  /** Resolves when the next one has ended, asked for or not, or somebody is woken. */
  ended(): Promise<void>;
  /** Lets those that wait see for themselves what has changed. */
  wake(): void;
}

/** @param work must not throw */
export function createLooks(work: (look: Look) => Promise<void>): Looks {
  let begun = 0;
  let isRunning = false;
  let isAsked = false;
  let isOfAll = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const run = async () => {
    while (isAsked) {
      const look = { look: begun + 1, isOfAll };
      begun += 1;
      isAsked = false;
      isOfAll = false;
      await work(look);
      wake();
    }
    isRunning = false;
  };
  const ask = () => {
    isAsked = true;
    if (isRunning) return;
    isRunning = true;
    void run();
  };
  return {
    ask,
    askOfAll() {
      isOfAll = true;
      ask();
    },
    next: () => begun + 1,
    ended: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
      }),
    wake,
  };
}
