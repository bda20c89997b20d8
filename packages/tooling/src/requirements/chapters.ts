import { authentication } from "./authentication.ts";
import { communication, configuration, cryptography } from "./cryptography.ts";
import { architecture, dataProtection, logging } from "./dataAndErrors.ts";
import { nist } from "./nist.ts";
import type { Chapter } from "./requirement.ts";
import { oauth, selfContainedTokens, sessions } from "./sessionsAndTokens.ts";
import { api, authorization, encoding, frontEnd, validation } from "./webAndAccess.ts";

/** In the order of the page. */
export const chapters: readonly Chapter[] = [
  ...[encoding, validation, frontEnd, api, authentication, sessions, authorization, selfContainedTokens, oauth],
  ...[cryptography, communication, configuration, dataProtection, architecture, logging, nist],
];
