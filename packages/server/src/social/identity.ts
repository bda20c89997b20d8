import { accountsIdOf } from "../config/social/providers.ts";
import type { NewConnection } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { earliest } from "../lib/instants.ts";
import { isStorableText, singleLine } from "../lib/text.ts";
import type { Provider, ProviderProfile, ProviderTokens } from "../ports/provider.ts";
import type { AuthenticationLevel, AuthenticationMethod } from "../wire/state.ts";

/** The identity of a user at a provider, in our own forms. */
export interface SocialIdentity {
  /** The id under which the provider's accounts are stored. */
  provider: string;
  uid: string;
  display: string;
  /** The primary one first. */
  emails: { address: string; verified: boolean }[];
  username: string | null;
  /** As the provider returned it. */
  profile: ProviderProfile;
  /** As the provider spells it, in one line. */
  name: string | null;
  /** When the user last gave a credential there; null when the provider does not say. */
  authenticatedAt: Date | null;
  /** How many factors a login with it counts for. */
  level: AuthenticationLevel;
  connection: NewConnection;
  tokens: ProviderTokens;
}

/** Who has come from a provider. */
export interface Arrived {
  provider: Provider;
  identity: SocialIdentity;
  /** The hash of the key of an invitation, which a signup accepts; a login leaves it unused. */
  invitation?: string | undefined;
}

const MAX_UID = 255;
const MAX_EMAILS = 20;
const MAX_DISPLAY = 200;

/**
 * Reads a profile: addresses in their normal form, the primary and the verified ones first.
 *
 * @throws AuthError `invalid_token` for an id that cannot identify anyone
 */
export function identityOf(
  request: AuthRequest,
  { provider, profile, tokens }: { provider: Provider; profile: ProviderProfile; tokens: ProviderTokens },
): SocialIdentity {
  const { uid, username = null, name, authenticatedAt = null } = profile;
  const accountsId = accountsIdOf(provider);
  if (uid === "" || uid.length > MAX_UID || !isStorableText(uid)) throw new AuthError("invalid_token");
  // Tenants choose their providers, whose operators claim what they like: it takes the app's word to believe them.
  const isChosen = typeof request.runtime.options.social.providers === "function";
  const trust = provider.trustEmails ?? (isChosen ? false : "claimed");
  const emails = addressesOf(profile, trust);
  const [first] = emails;
  const display = singleLine(first?.address ?? username ?? name ?? uid, MAX_DISPLAY);
  return {
    provider: accountsId,
    uid,
    display,
    username,
    profile,
    authenticatedAt,
    level: levelOf(request, provider, profile),
    name: name === undefined ? null : singleLine(name, MAX_DISPLAY) || null,
    tokens,
    emails,
    connection: { provider: accountsId, name: provider.name, uid, display, ...sealTokens(request, provider, tokens) },
  };
}

/** One factor, unless the app believes that the provider asked for two. */
function levelOf(
  { runtime }: AuthRequest,
  { id, name }: Provider,
  { acr, amr, authenticatedAt }: ProviderProfile,
): AuthenticationLevel {
  const login = {
    provider: { id, name },
    ...(acr === undefined ? {} : { acr }),
    ...(amr === undefined ? {} : { amr }),
    ...(authenticatedAt === undefined ? {} : { authenticatedAt }),
  };
  return runtime.options.social.level?.(login) === 2 ? 2 : 1;
}

type Trust = NonNullable<Provider["trustEmails"]>;

/** The addresses in their normal form, each once: the primary and the verified ones first. */
function addressesOf(profile: ProviderProfile, trust: Trust): SocialIdentity["emails"] {
  const read = profile.emails.flatMap(({ email, verified: isClaimed, primary }) => {
    const address = normalizeEmailAddress(email);
    return address === null ? [] : [{ address, primary, verified: isTrusted(trust, { address, isClaimed }) }];
  });
  const rank = (email: (typeof read)[number]) => (email.primary ? 2 : 0) + (email.verified ? 1 : 0);
  const emails = new Map<string, SocialIdentity["emails"][number]>();
  for (const { address, verified } of read.sort((a, b) => rank(b) - rank(a)).slice(0, MAX_EMAILS))
    emails.set(address, { address, verified: verified || (emails.get(address)?.verified ?? false) });
  return [...emails.values()];
}

/** Whether an address counts as verified: the app's word stands above the provider's. */
function isTrusted(trust: Trust, { address, isClaimed }: { address: string; isClaimed: boolean }): boolean {
  if (trust === "claimed") return isClaimed;
  if (typeof trust === "boolean") return trust;
  return trust.includes(address.slice(address.indexOf("@") + 1));
}

/** A row's id and the tokens sealed for it; none where the app does not keep them. */
function sealTokens(
  { runtime }: AuthRequest,
  { id: app }: Provider,
  tokens: ProviderTokens,
): Pick<NewConnection, "id" | "tokensSealed"> {
  const id = runtime.random.uuid();
  if (!runtime.options.social.storeTokens) return { id, tokensSealed: null };
  return { id, tokensSealed: runtime.secrets.seal("provider_tokens", JSON.stringify({ ...tokens, app }), id) };
}

/**
 * How a social login is listed among the methods of a session. Where it counts for two factors, it is as old as the
 * provider says.
 */
export function socialMethod({ now }: AuthRequest, identity: SocialIdentity) {
  const { provider, uid, level, authenticatedAt } = identity;
  const at = level === 2 && authenticatedAt !== null ? earliest(now, authenticatedAt) : now;
  const method = { method: "socialaccount", at: at.toISOString(), provider, uid } as const;
  return (level === 2 ? { ...method, level } : method) satisfies AuthenticationMethod;
}
