import type { Runtime } from "../../engine/request.ts";

/**
 * Some bits of a keyed MAC of a password: enough to tell to which of several accounts with the same unverified address
 * it probably belongs, so that one hash is computed however many there are; too few to find the password.
 *
 * Kept only until the account changes after its signup.
 *
 * @param id of the account
 */
export function passwordTag({ secrets }: Pick<Runtime, "secrets">, id: string, password: string): string {
  return secrets.mac("bucket", `password:${id}:${password}`).slice(0, TAG_LENGTH);
}

/** In characters of base64url: 12 bits. */
const TAG_LENGTH = 2;
