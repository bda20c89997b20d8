/** Tells the time. Every expiry, limit and code goes through it, so that a test can turn it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
