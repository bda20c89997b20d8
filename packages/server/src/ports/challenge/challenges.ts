/** Challenges that keep bots out, for the option `challenge`. */
export type { ChallengeCall, ChallengeOutcome, ChallengePort } from "./challenge.ts";
export { hCaptcha } from "./hCaptcha.ts";
export { type ProofOfWorkOptions, proofOfWork } from "./proofOfWork.ts";
export { type ReCaptchaOptions, reCaptcha } from "./reCaptcha.ts";
export type { SiteverifyOptions } from "./siteverify.ts";
export { turnstile } from "./turnstile.ts";
