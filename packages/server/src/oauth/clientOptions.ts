import { SetupError } from "../lib/setupError.ts";
import { isBuild } from "../ports/environment.ts";
import type { ProviderPolicy } from "../ports/provider.ts";

/** The options of every provider. */
export interface ClientOptions extends ProviderPolicy {
  /** From the provider's console. */
  clientId: string;
  clientSecret: string;
  /** The scopes to request; they replace the default. */
  scopes?: readonly string[];
  /** Distinguishes several apps at one provider; stored with each account [the provider's own]. */
  id?: string;
  /** Its name for users. */
  name?: string;
}

/** The same for a provider that also accepts apps without a secret. */
export type PublicClientOptions = Omit<ClientOptions, "clientSecret"> & { clientSecret?: string };

/** The policy among a provider's options. */
export function policyOf(options: ProviderPolicy): ProviderPolicy {
  const { hidden, trustEmails, emailAuthentication, autoConnect, accountsOf } = options;
  return {
    ...(hidden === undefined ? {} : { hidden }),
    ...(trustEmails === undefined ? {} : { trustEmails }),
    ...(emailAuthentication === undefined ? {} : { emailAuthentication }),
    ...(autoConnect === undefined ? {} : { autoConnect }),
    ...(accountsOf === undefined ? {} : { accountsOf }),
  };
}

const ID = /^[a-z\d][\w.-]{0,63}$/i;

/** @throws SetupError when no user could ever log in this way */
export function requireClient({ id, ...given }: { id: string; clientId: string; clientSecret?: string }): void {
  if (!ID.test(id))
    throw new SetupError(`social.providers: "${id}" is not a valid id; expected letters, digits, "_", "." or "-"`);
  // A build that loads the module has no secrets, and logs nobody in.
  for (const [option, value] of Object.entries(given))
    if ((typeof value !== "string" || value.trim() === "") && !isBuild())
      throw new SetupError(`social.providers: ${id} needs a ${option}; it is missing or empty`);
}
