import type { Authenticator } from "@latchkey/server/types";

/** What each part of the page is given. */
export interface SecurityPart {
  authenticators: readonly Authenticator[];
  /** Recovery codes came with what was added: they have to be saved first. */
  onCodes(codes: string[] | undefined): void;
}

/** The authenticators of one type. */
export function ofType<Type extends Authenticator["type"]>(all: readonly Authenticator[], type: Type) {
  return all.filter((one): one is Extract<Authenticator, { type: Type }> => one.type === type);
}
