/** How long is waited, in milliseconds, and the error after that. */
export interface Deadline {
  milliseconds: number;
  message: string;
}

/**
 * The result of `work`, unless it takes too long: what it waits for may have died silently, without an error for as
 * long as the network or a driver believes in it. A late result is ignored.
 *
 * The deadline does not keep the process alive.
 *
 * @throws Error with the message of the deadline
 */
export async function inTime<Result>(work: Promise<Result>, { milliseconds, message }: Deadline): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), milliseconds);
    timer.unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
