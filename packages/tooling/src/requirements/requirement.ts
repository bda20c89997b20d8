import type { ProofName } from "./proofs.ts";

/** One row of the table: what is asked, and either what proves it, why it does not hold, or what the app must do. */
export interface Requirement {
  /** Its number in ASVS 5.0, or its section in NIST SP 800-63B-4 and what of it is meant. */
  id: string;
  /** The level from which it is asked; null for NIST's. */
  level: 1 | 2 | 3 | null;
  /** In our own words. */
  asks: string;
  /** Tests that fail when the defence is taken out. */
  proofs?: readonly ProofName[];
  /** What a reader should know beside the proofs, or why none is needed: the thing does not exist here. */
  because?: string;
  /** What does not hold, wholly or in part, and why. */
  deviates?: string;
  /** What the app must do. */
  app?: string;
}

export interface Chapter {
  title: string;
  rows: readonly Requirement[];
}
