import type { Authenticator } from "@latchkey/server/types";

/** The props of each part of the page. */
export interface SecurityPart {
  authenticators: readonly Authenticator[];
  /** Recovery codes were generated with a new factor: they have to be saved first. */
  onCodes(codes: string[] | undefined): void;
}

/** The authenticators of one type. */
export function ofType<Type extends Authenticator["type"]>(all: readonly Authenticator[], type: Type) {
  return all.filter((one): one is Extract<Authenticator, { type: Type }> => one.type === type);
}
