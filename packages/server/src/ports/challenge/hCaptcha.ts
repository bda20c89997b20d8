import type { ChallengePort } from "./challenge.ts";
import { type SiteverifyOptions, siteverify } from "./siteverify.ts";

const URL = "https://api.hcaptcha.com/siteverify";

/** hCaptcha. */
export function hCaptcha(options: SiteverifyOptions): ChallengePort {
  return siteverify({ url: URL, ...options, kind: "hcaptcha", unknownHost: "not-provided" });
}
