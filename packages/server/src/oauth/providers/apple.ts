import { createPrivateKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { SetupError } from "../../lib/setupError.ts";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { cleanJson } from "../http/cleanJson.ts";
import { oidcWith } from "../oidc.ts";
import { standardProfile } from "../profiles/oidcProfile.ts";
import { text } from "../profiles/parse.ts";

export const aboutApple: ProviderAbout = {
  id: "apple",
  name: "Apple",
  scopes: ["name", "email"],
  console: "https://developer.apple.com/account/resources/identifiers/list/serviceId",
  addresses: "verified",
  tokenLogin: "ID token",
  quirk: "Responds with a cross-site form post; sends the name only once, at the first login.",
};

export interface AppleOptions extends Omit<ClientOptions, "clientSecret"> {
  teamId: string;
  keyId: string;
  /** The text of the `.p8` file; line breaks may be written as `\n`. */
  privateKey: string;
  /** Bundle ids of apps whose ID tokens are accepted as well [none]. */
  clientIds?: readonly string[];
}

const ISSUER = "https://appleid.apple.com";
/** Seconds; Apple accepts up to six months. */
const SECRET_LIFETIME = 300;

/** Sign in with Apple. */
export function apple(options: AppleOptions): Provider {
  const { teamId, keyId, clientId, clientIds = [] } = options;
  const key = readKey(options.privateKey);
  return oidcWith(
    {
      ...clientOf(aboutApple, options),
      issuer: ISSUER,
      clientIds,
      responseMode: "form_post",
      clientAuthentication: "post",
      // It knows no `prompt` or `max_age`.
      reauthenticationParameters: {},
    },
    {
      pkce: false,
      async makeSecret(now) {
        const { SignJWT } = await import("jose");
        const issuedAt = Math.floor(now.getTime() / 1000);
        return new SignJWT()
          .setProtectedHeader({ alg: "ES256", kid: keyId })
          .setIssuer(teamId)
          .setSubject(clientId)
          .setAudience(ISSUER)
          .setIssuedAt(issuedAt)
          .setExpirationTime(issuedAt + SECRET_LIFETIME)
          .sign(key);
      },
      profile(claims, extra) {
        const name = nameIn(extra.user);
        return { ...standardProfile(claims, "apple"), ...(name === null ? {} : { name }) };
      },
    },
  );
}

const userSchema = z.object({ name: z.object({ firstName: text, lastName: text }) });

/** The name in the form field `user`, which the browser could have changed: never an address. */
function nameIn(field: string | undefined): string | null {
  if (field === undefined) return null;
  try {
    const { name } = userSchema.parse(cleanJson(JSON.parse(field)));
    const parts = [name.firstName, name.lastName].filter((part) => part !== null);
    return parts.length === 0 ? null : parts.join(" ");
  } catch {
    // Nothing depends on it.
    return null;
  }
}

function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem.replaceAll("\\n", "\n"));
    if (key.asymmetricKeyType === "ec") return key;
  } catch {
    // Reported below; the cause would repeat the key.
  }
  throw new SetupError("apple: expected privateKey to be the text of the .p8 file");
}
