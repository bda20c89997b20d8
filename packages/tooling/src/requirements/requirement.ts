import type { ProofName } from "./proofs.ts";

/** One row of the table: the requirement, and either its proof, why it is not met, or what the app must do. */
export interface Requirement {
  /** Its number in ASVS 5.0, or its section in NIST SP 800-63B-4 and the part that is meant. */
  id: string;
  /** The level from which it is required; null for NIST's. */
  level: 1 | 2 | 3 | null;
  /** In our own words. */
  asks: string;
  /** Tests that fail when the defence is removed. */
  proofs?: readonly ProofName[];
  /** An explanation in addition to the proofs, or why none is needed: the subject does not exist here. */
  because?: string;
  /** What is not met, wholly or in part, and why. */
  deviates?: string;
  /** What the app must do. */
  app?: string;
}

export interface Chapter {
  title: string;
  rows: readonly Requirement[];
}
