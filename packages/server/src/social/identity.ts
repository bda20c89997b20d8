import type { NewConnection } from "../engine/login.ts";
import type { AuthRequest } from "../engine/request.ts";
import { AuthError } from "../lib/authError.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { isStorableText, singleLine } from "../lib/text.ts";
import type { Provider, ProviderProfile, ProviderTokens } from "../ports/provider.ts";
import type { AuthenticationMethod } from "../wire/state.ts";

/** The identity of a user at a provider, in our own forms. */
export interface SocialIdentity {
  provider: string;
  uid: string;
  display: string;
  /** The primary one first. */
  emails: { address: string; verified: boolean }[];
  username: string | null;
  connection: NewConnection;
  tokens: ProviderTokens;
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
  const { uid, username = null, name } = profile;
  if (uid === "" || uid.length > MAX_UID || !isStorableText(uid)) throw new AuthError("invalid_token");
  const emails = new Map<string, { address: string; verified: boolean }>();
  const rank = (email: ProviderProfile["emails"][number]) => (email.primary ? 2 : 0) + (email.verified ? 1 : 0);
  for (const { email, verified } of [...profile.emails].sort((a, b) => rank(b) - rank(a)).slice(0, MAX_EMAILS)) {
    const address = normalizeEmailAddress(email);
    if (address !== null)
      emails.set(address, { address, verified: verified || (emails.get(address)?.verified ?? false) });
  }
  const [first] = emails.values();
  const display = singleLine(first?.address ?? username ?? name ?? uid, MAX_DISPLAY);
  return {
    provider: provider.id,
    uid,
    display,
    username,
    tokens,
    emails: [...emails.values()],
    connection: { provider: provider.id, uid, display, ...sealTokens(request, tokens) },
  };
}

/** A row's id and the tokens sealed for it; none where the app does not keep them. */
function sealTokens({ runtime }: AuthRequest, tokens: ProviderTokens): Pick<NewConnection, "id" | "tokensSealed"> {
  const id = runtime.random.uuid();
  if (!runtime.options.social.storeTokens) return { id, tokensSealed: null };
  return { id, tokensSealed: runtime.secrets.seal("provider_tokens", JSON.stringify(tokens), id) };
}

/** How a social login is listed among the methods of a session. */
export function socialMethod({ now }: AuthRequest, { provider, uid }: SocialIdentity) {
  return { method: "socialaccount", at: now.toISOString(), provider, uid } as const satisfies AuthenticationMethod;
}
