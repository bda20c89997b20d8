/** How many ids of one millisecond keep an order among themselves. */
const POSITIONS = 0x1000;
const MAX_TIME = 2 ** 48;

/**
 * A version 7 UUID (RFC 9562 §5.7): ids sort by their time, and those of one moment by their position.
 *
 * @param random 8 bytes
 */
export function timedUuid(at: Date, position: number, random: Uint8Array): string {
  const time = Math.min(Math.max(at.getTime(), 0), MAX_TIME - 1)
    .toString(16)
    .padStart(12, "0");
  const order = (position % POSITIONS).toString(16).padStart(3, "0");
  const [first = 0, ...others] = random;
  const rest = [0x80 | (first & 0x3f), ...others.slice(0, 7)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

/** The time in such an id. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16));
}
