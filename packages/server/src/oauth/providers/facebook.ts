import { createHmac } from "node:crypto";
import { z } from "zod";
import {
  type NativeToken,
  type Provider,
  ProviderError,
  type ProviderHttp,
  type ProviderProfile,
  type VerifiedToken,
} from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { cachedKeys, type KeySource } from "../discovery.ts";
import { type AtLeastOne, verifyIdToken } from "../idToken.ts";
import { noncesOf, ofAccessToken, ofIdToken, requireAccessToken, requireIdToken } from "../nativeToken.ts";
import { oauth2With } from "../oauth2.ts";
import { claimsOfPerson } from "../profiles/oidcProfile.ts";
import { address, parseAs, profileOf, text, uid } from "../profiles/parse.ts";

export const aboutFacebook: ProviderAbout = {
  id: "facebook",
  name: "Facebook",
  scopes: ["email", "public_profile"],
  console: "https://developers.facebook.com/apps/",
  addresses: "unverified",
  tokenLogin: "access token or ID token",
  quirk: "Token login accepts access tokens and Limited Login ID tokens; account ids differ per app.",
};

const GRAPH = "https://graph.facebook.com/v24.0";
/** For Limited Login, the only one with ID tokens. */
const LIMITED = {
  issuer: "https://www.facebook.com",
  jwks_uri: "https://limited.facebook.com/.well-known/oauth/openid/jwks/",
  id_token_signing_alg_values_supported: ["RS256"],
};

/** Facebook. Its addresses may be unconfirmed, and it does not report which are. */
export function facebook(options: ClientOptions): Provider {
  const keys = cachedKeys(async () => LIMITED.jwks_uri);
  return oauth2With(
    {
      ...clientOf(aboutFacebook, options),
      authorizationEndpoint: "https://www.facebook.com/v24.0/dialog/oauth",
      tokenEndpoint: `${GRAPH}/oauth/access_token`,
      pkce: "none",
      reauthenticationParameters: { auth_type: "reauthenticate" },
      profile: (http, accessToken) => profile(options, accessToken, http),
    },
    {
      refreshEndpoint: null,
      verifyToken: async (token, { now }, http) =>
        token.idToken === undefined
          ? verifyAccessToken(options, token, http)
          : verifyLimited({ ...token, now }, { clientId: options.clientId, keys }, http),
    },
  );
}

const userSchema = z.object({ id: uid, email: address, name: text });

async function profile(
  { clientSecret }: ClientOptions,
  accessToken: string,
  http: ProviderHttp,
): Promise<ProviderProfile> {
  // Shows that the caller is the app (Graph API, "Secure Graph API Calls").
  const proof = createHmac("sha256", clientSecret).update(accessToken).digest("hex");
  const raw = await http.json(`${GRAPH}/me?fields=id,name,email&appsecret_proof=${proof}`, { bearer: accessToken });
  const { id, email, name } = parseAs(userSchema, raw, "facebook");
  return profileOf({ uid: id, email, name, raw });
}

const checkSchema = z.object({
  data: z.object({ app_id: uid, is_valid: z.literal(true), user_id: uid, expires_at: z.int().nonnegative().nullish() }),
});

/** A token does not name its app; Facebook tells it to the app (Graph API, "debug_token"). */
async function verifyAccessToken(
  options: ClientOptions,
  token: NativeToken,
  http: ProviderHttp,
): Promise<VerifiedToken> {
  const accessToken = requireAccessToken(token, "facebook");
  const url = new URL(`${GRAPH}/debug_token`);
  url.searchParams.set("input_token", accessToken);
  const answer = await http.json(url, { bearer: `${options.clientId}|${options.clientSecret}` });
  const { data } = parseAs(checkSchema, answer, "facebook");
  if (data.app_id !== options.clientId) throw new ProviderError("invalid", "facebook: the token is another app's");
  const made = await profile(options, accessToken, http);
  if (made.uid !== data.user_id) throw new ProviderError("invalid", "facebook: the token is another person's");
  // 0 means that the token does not expire.
  const seconds = data.expires_at ?? 0;
  return ofAccessToken(accessToken, made, seconds === 0 ? null : new Date(seconds * 1000));
}

const claimsSchema = z.object({ sub: uid, email: address, name: text });

async function verifyLimited(
  token: NativeToken & { now: Date },
  { clientId, keys }: { clientId: string; keys: KeySource },
  http: ProviderHttp,
): Promise<VerifiedToken> {
  const idToken = requireIdToken(token, "facebook");
  const audiences: AtLeastOne = [clientId];
  const rules = { audiences, nonces: noncesOf(token), accessToken: null, now: token.now };
  const signer = { metadata: LIMITED, keys: (isUnknown: boolean) => keys(http, isUnknown) };
  const claims = await verifyIdToken(idToken, rules, signer);
  const { sub, email, name } = parseAs(claimsSchema, claims, "facebook");
  return ofIdToken(idToken, claims, { profile: profileOf({ uid: sub, email, name, raw: claimsOfPerson(claims) }) });
}
