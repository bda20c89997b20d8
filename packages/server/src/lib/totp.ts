/** How an authenticator app makes its codes. */
export interface TotpFormat {
  digits: 6 | 7 | 8;
  /** Seconds that a code stays the same. */
  period: number;
}

export interface TotpCheck extends TotpFormat {
  /** Base32. */
  secret: string;
  /** When the code was entered: the request's clock, never the system's. */
  at: Date;
  /** Number of steps accepted in both directions, for delay and drift (RFC 6238 §5.2, §6). */
  tolerance: number;
  /** The last step with an accepted code: no code up to it is accepted again (§5.2). */
  lastStep: number | null;
}

/** 160 bits, as RFC 4226 §4 (R6) recommends. */
export const TOTP_SECRET_BYTES = 20;

/** A shared secret in the format of authenticator apps: Base32 without padding. */
export async function encodeTotpSecret(bytes: Uint8Array): Promise<string> {
  const { ScureBase32Plugin } = await import("otplib");
  return new ScureBase32Plugin().encode(bytes, { padding: false });
}

/**
 * Finds the time step for which `code` is the one-time password (RFC 6238, HMAC-SHA-1).
 *
 * @param code the entered digits, without spaces
 * @returns the step, which the caller must store as the new `lastStep`; null when none matches
 */
export async function findTotpStep(
  code: string,
  { secret, at, digits, period, tolerance, lastStep }: TotpCheck,
): Promise<number | null> {
  if (code.length !== digits || !/^[0-9]+$/.test(code)) return null;
  const epoch = Math.floor(at.getTime() / 1000);
  const newest = Math.floor(epoch / period) + tolerance;
  // The clock went back since then: every code that matches now was accepted before.
  if (lastStep !== null && lastStep >= newest) return null;
  const { verify } = await import("otplib");
  const found = await verify({
    secret,
    token: code,
    epoch,
    digits,
    period,
    epochTolerance: [tolerance * period, tolerance * period],
    ...(lastStep === null ? {} : { afterTimeStep: lastStep }),
  });
  return found.valid && "timeStep" in found ? found.timeStep : null;
}

/** The code that an authenticator app shows at an instant. */
export async function totpCode(secret: string, at: Date, { digits, period }: TotpFormat): Promise<string> {
  const { generate } = await import("otplib");
  return generate({ secret, digits, period, epoch: Math.floor(at.getTime() / 1000) });
}

/** The key URI that authenticator apps read from a QR code. */
export async function totpUrl(about: TotpFormat & { secret: string; issuer: string; label: string }): Promise<string> {
  const { generateURI } = await import("otplib");
  return generateURI(about);
}
