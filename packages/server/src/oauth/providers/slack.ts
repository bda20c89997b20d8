import { z } from "zod";
import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidcWith } from "../oidc.ts";
import { standardProfile } from "../profiles/oidcProfile.ts";
import { parseAs, uid } from "../profiles/parse.ts";

export const aboutSlack: ProviderAbout = {
  id: "slack",
  name: "Slack",
  scopes: ["openid", "profile", "email"],
  console: "https://api.slack.com/apps",
  addresses: "verified",
  tokenLogin: "ID token",
  quirk: "An account belongs to a workspace: its id combines those of the workspace and the user.",
};

const claimsSchema = z.object({ "https://slack.com/team_id": uid, "https://slack.com/user_id": uid });

/** Sign in with Slack. */
export function slack(options: ClientOptions): Provider {
  return oidcWith(
    { ...clientOf(aboutSlack, options), issuer: "https://slack.com", clientAuthentication: "basic" },
    {
      pkce: false,
      profile(claims) {
        const ids = parseAs(claimsSchema, claims, "slack");
        // A user's id by itself is guaranteed to be unique only within its workspace.
        const both = `${ids["https://slack.com/team_id"]}_${ids["https://slack.com/user_id"]}`;
        return { ...standardProfile(claims, "slack"), uid: both };
      },
    },
  );
}
