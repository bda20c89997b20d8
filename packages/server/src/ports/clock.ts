/** Tells the time. Every expiry, limit and code uses it, so that a test can change it. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
