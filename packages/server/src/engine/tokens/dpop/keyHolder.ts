import { AuthError } from "../../../lib/authError.ts";
import { type Dpop, type GoodProof, invalidProof, type ShownProof } from "./dpop.ts";

/**
 * The sender of a request, or of a long-lived connection, as the holder of a key. Its proof is used once for all calls
 * in it.
 */
export interface KeyHolder {
  /**
   * The thumbprint of the key that the request proves to hold; null without a proof. Uses the proof up.
   *
   * @throws AuthError `invalid_dpop_proof`, `use_dpop_nonce`
   */
  thumbprint(): Promise<string | null>;
  /**
   * Whether the proved key is this one; a proof of another key is not used up.
   * @throws as {@link thumbprint}, and without a proof
   */
  holds(thumbprint: string): Promise<boolean>;
}

export interface KeyHolderOptions {
  dpop: Dpop;
  /** Null: the request has no proof. */
  shown: (() => ShownProof) | null;
  /** When the request arrived. */
  at: Date;
  onRefusal?(error: AuthError): void;
}

/** For apps whose tokens are not bound to keys. */
export const NO_KEY: KeyHolder = { thumbprint: async () => null, holds: async () => false };

export function createKeyHolder({ dpop, shown, at, onRefusal }: KeyHolderOptions): KeyHolder {
  const telling = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AuthError) onRefusal?.(error);
      throw error;
    }
  };
  const check = once(async () => {
    if (shown === null) throw invalidProof();
    return dpop.check(shown(), at);
  });
  const use = once(async (): Promise<GoodProof> => {
    const good = await check();
    await dpop.useUp(good);
    return good;
  });
  return {
    thumbprint: async () => (shown === null ? null : (await telling(use)).thumbprint),
    holds: (thumbprint) =>
      telling(async () => (await check()).thumbprint === thumbprint && (await use()).thumbprint === thumbprint),
  };
}

/** Runs the work at the first call and keeps the outcome, except for failures that the request did not cause. */
function once<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let kept: Promise<Result> | undefined;
  return () => {
    kept ??= work().catch((error: unknown) => {
      if (!(error instanceof AuthError)) kept = undefined;
      throw error;
    });
    return kept;
  };
}
