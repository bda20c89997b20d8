import { SetupError } from "../lib/setupError.ts";
import { isBuild } from "../ports/environment.ts";

/** What every provider takes. */
export interface ClientOptions {
  /** As the provider's console shows it. */
  clientId: string;
  clientSecret: string;
  /** What the app asks for; replaces the default. */
  scopes?: readonly string[];
  /** Tells several apps at one provider apart; stored with each account [the provider's own]. */
  id?: string;
  /** How people know it. */
  name?: string;
}

/** The same for a provider that also knows apps without a secret. */
export type PublicClientOptions = Omit<ClientOptions, "clientSecret"> & { clientSecret?: string };

const ID = /^[a-z\d][\w.-]{0,63}$/i;

/** @throws SetupError when the app could never log anybody in this way */
export function requireClient({ id, ...given }: { id: string; clientId: string; clientSecret?: string }): void {
  if (!ID.test(id))
    throw new SetupError(`social.providers: "${id}" is not a valid id; expected letters, digits, "_", "." or "-"`);
  // A build that loads the module has no secrets, and logs nobody in.
  for (const [option, value] of Object.entries(given))
    if ((typeof value !== "string" || value.trim() === "") && !isBuild())
      throw new SetupError(`social.providers: ${id} needs a ${option}; it is missing or empty`);
}
