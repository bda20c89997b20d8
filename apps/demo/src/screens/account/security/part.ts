import type { Authenticator } from "@latchkey/server/types";

/** What each part of the page is given. */
export interface SecurityPart {
  authenticators: readonly Authenticator[];
  /** Says what was done, above the parts; and shows the recovery codes that came with it. */
  onTell(text: string, recoveryCodes?: string[]): void;
}

/** The authenticators of one type. */
export function ofType<Type extends Authenticator["type"]>(all: readonly Authenticator[], type: Type) {
  return all.filter((one): one is Extract<Authenticator, { type: Type }> => one.type === type);
}
