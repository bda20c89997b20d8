import type { ChallengePort } from "./challenge.ts";
import { type SiteverifyOptions, siteverify } from "./siteverify.ts";

const URL = "https://challenges.cloudflare.com/turnstile/v0/siteverify";

/** Cloudflare Turnstile. Show its widget with the challenge's `action`, and it is verified as well. */
export function turnstile(options: SiteverifyOptions): ChallengePort {
  return siteverify({ url: URL, ...options, kind: "turnstile" });
}
