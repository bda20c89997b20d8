import { randomBytes, randomUUID } from "node:crypto";

/** The source of everything that must not be guessed. */
export interface Random {
  /** Uniform bytes from a CSPRNG. */
  bytes(length: number): Uint8Array;
  /** A version 4 UUID (RFC 9562 §5.4). */
  uuid(): string;
}

export const systemRandom: Random = {
  bytes: (length) => randomBytes(length),
  uuid: () => randomUUID(),
};
