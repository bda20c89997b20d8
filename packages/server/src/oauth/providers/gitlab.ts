import type { Provider } from "../../ports/provider.ts";
import { clientOf, type ProviderAbout } from "../about.ts";
import type { ClientOptions } from "../clientOptions.ts";
import { oidc } from "../oidc.ts";

export const aboutGitlab: ProviderAbout = {
  id: "gitlab",
  name: "GitLab",
  scopes: ["openid", "profile", "email"],
  console: "https://gitlab.com/-/user_settings/applications",
  addresses: "verified",
  tokenLogin: "ID token",
};

export interface GitlabOptions extends ClientOptions {
  /** [https://gitlab.com] */
  instance?: string;
}

/** GitLab, hosted by GitLab or by you. */
export function gitlab({ instance = "https://gitlab.com", ...options }: GitlabOptions): Provider {
  return oidc({ ...clientOf(aboutGitlab, options), issuer: instance.replace(/\/$/, "") });
}
