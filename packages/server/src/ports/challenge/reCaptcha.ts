import type { ChallengePort } from "./challenge.ts";
import { type SiteverifyOptions, siteverify } from "./siteverify.ts";

const URL = "https://www.google.com/recaptcha/api/siteverify";

export interface ReCaptchaOptions extends SiteverifyOptions {
  /** The lowest score that is accepted, for keys of version 3. @default 0.5 */
  minimumScore?: number;
}

/** Google reCAPTCHA, versions 2 and 3. */
export function reCaptcha({ minimumScore = 0.5, ...options }: ReCaptchaOptions): ChallengePort {
  return siteverify({ url: URL, ...options, kind: "recaptcha", minimumScore });
}
