import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oauth2 } from "../oauth2.ts";
import { address, text, uid } from "../profiles/parse.ts";
import { profileAt } from "../profiles/profileAt.ts";

export const aboutTrainingPeaks: ProviderAbout = {
  id: "trainingpeaks",
  name: "TrainingPeaks",
  scopes: ["athlete:profile"],
  console: "https://api.trainingpeaks.com/request-access",
  addresses: "unverified",
};

export interface TrainingPeaksOptions extends ClientOptions {
  /** For apps that are not approved yet [false]. */
  sandbox?: boolean;
}

const answerSchema = z.object({ Id: uid, Email: address, FirstName: text });

/** Login with TrainingPeaks. */
export function trainingPeaks({ sandbox = false, ...options }: TrainingPeaksOptions): Provider {
  const domain = sandbox ? "sandbox.trainingpeaks.com" : "trainingpeaks.com";
  return oauth2({
    ...clientOf(aboutTrainingPeaks, options),
    authorizationEndpoint: `https://oauth.${domain}/OAuth/Authorize`,
    tokenEndpoint: `https://oauth.${domain}/oauth/token`,
    pkce: "none",
    profile: profileAt(`https://api.${domain}/v1/athlete/profile`, answerSchema, (user) => ({
      uid: user.Id,
      email: user.Email,
      name: user.FirstName,
    })),
  });
}
