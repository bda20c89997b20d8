import { SetupError } from "../../lib/setupError.ts";
import type { Provider } from "../../ports/provider.ts";
import { hasMethod } from "../options/schemaParts.ts";

/** What a request tells when its providers are chosen. Clients write all of it: look up by it, and believe none of it. */
export interface ProvidersRequest {
  /** A header by its name, in any case; null when it was not sent. */
  header(name: string): string | null;
  /** The `Host` header, in lower case and with a port that is not the default; null when it was not sent. */
  readonly host: string | null;
  /** The path, without query; null where the adapter provides none. */
  readonly path: string | null;
}

/** Chooses the providers of a request, such as those of a tenant. */
export type ProvidersFunction = (request: ProvidersRequest) => readonly Provider[] | Promise<readonly Provider[]>;

/** Which service each id of a provider stands for, as far as this process has seen. */
export interface ProviderAuthorities {
  /** @throws SetupError when an id now stands for another service: its users would log in to the former one's accounts */
  assertSame(providers: readonly Provider[]): void;
}

/** Whether a value can be used as a provider. */
export function isProvider(value: unknown): value is Provider {
  return ["authorizationUrl", "exchange", "profile"].every((name) => hasMethod(name)(value));
}

/**
 * Calls the app's function, and checks its result as a list in the options is checked when `createAuth` runs.
 *
 * @throws SetupError naming what is wrong with the list
 */
export async function chooseProviders(
  choose: ProvidersFunction,
  request: ProvidersRequest,
  authorities: ProviderAuthorities,
): Promise<readonly Provider[]> {
  const providers: unknown = await choose(Object.freeze(request));
  if (!Array.isArray(providers) || !providers.every(isProvider))
    throw new SetupError("social.providers: expected the function to return a list of providers");
  const problem = problemOfProviders(providers);
  if (problem !== null) throw new SetupError(`social.providers returned a list that ${problem}`);
  authorities.assertSame(providers);
  return providers;
}

/** Which provider an app's client is of: a redirect that it has started ends at no other, whatever that is called. */
export function clientIdentityOf({ authority = "", clientId }: Provider): string {
  return `${authority} ${clientId}`;
}

/** The id under which the connections of a provider are stored: several apps at one provider can share them. */
export function accountsIdOf({ id, accountsOf = id }: Pick<Provider, "id" | "accountsOf">): string {
  return accountsOf;
}

/** What is wrong with a list of providers, as the end of a sentence about it; null when nothing is. */
export function problemOfProviders(providers: readonly Provider[]): string | null {
  const ids = providers.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `has two providers with the id "${twice}"; give each its own`;
  for (const provider of providers) {
    const problem = problemOfPolicy(provider, providers);
    if (problem !== null) return `has a mistake in "${provider.id}": ${problem}`;
  }
  return null;
}

/** The options of a provider that is written in JavaScript, or read from a database, are checked by nobody else. */
function problemOfPolicy(provider: Provider, providers: readonly Provider[]): string | null {
  const { hidden, trustEmails, emailAuthentication, autoConnect } = provider;
  for (const [name, value] of Object.entries({ hidden, emailAuthentication, autoConnect }))
    if (value !== undefined && typeof value !== "boolean") return `${name}: expected true or false`;
  if (trustEmails !== undefined && !isTrust(trustEmails))
    return 'trustEmails: expected "claimed", true, false, or a list of domains such as ["acme.com"]';
  return provider.accountsOf === undefined ? null : problemOfSharing(provider, providers);
}

/** A lower-case domain in ASCII, as normalized addresses have it. */
const DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

function isTrust(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((domain) => typeof domain === "string" && DOMAIN.test(domain));
  return value === "claimed" || typeof value === "boolean";
}

/** Whoever assigns the ids of the shared accounts must be the same: it could log in to all of them. */
function problemOfSharing(provider: Provider, providers: readonly Provider[]): string | null {
  const shared = providers.find(({ id }) => id === provider.accountsOf);
  if (shared === undefined || shared === provider || shared.accountsOf !== undefined)
    return `accountsOf: expected the id of another provider of the list with accounts of its own, found "${provider.accountsOf}"`;
  const isSame = withoutSlash(provider.authority) === withoutSlash(shared.authority);
  if (isSame && provider.authority !== undefined) return null;
  return `accountsOf: "${shared.id}" is another service (${shared.authority ?? "unknown"}), whose users have other ids; only apps at the same one can share accounts`;
}

function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/$/, "");
}
