import { timingSafeEqual } from "node:crypto";
import type { Secrets } from "../../../lib/secrets.ts";

/** Seconds for which a nonce is issued; it remains valid for the same time again. */
export const NONCE_PERIOD = 60;
const LENGTH = 22;

/** Values that show a proof to be recent where its own time does not (RFC 9449 §8). Nothing is stored. */
export interface Nonces {
  current(at: Date): string;
  isRecent(nonce: string, at: Date): boolean;
}

export function createNonces(secrets: Secrets): Nonces {
  const periodOf = (at: Date) => Math.floor(at.getTime() / (NONCE_PERIOD * 1000));
  const shortened = (mac: string) => mac.slice(0, LENGTH);
  return {
    current: (at) => shortened(secrets.mac("dpop_nonce", String(periodOf(at)))),
    isRecent(nonce, at) {
      if (nonce.length !== LENGTH) return false;
      const given = Buffer.from(nonce);
      return [periodOf(at), periodOf(at) - 1]
        .flatMap((period) => secrets.macs("dpop_nonce", String(period)))
        .map((mac) => Buffer.from(shortened(mac)))
        .some((known) => known.length === given.length && timingSafeEqual(known, given));
    },
  };
}
