import { z } from "zod";
import { text } from "../identity/fields.ts";
import type { PasskeyAssertionResponse, PasskeyRegistrationResponse } from "../wire/webauthn.ts";

const MAX_NAME = 100;
const MAX_IDS = 100;

const name = text(MAX_NAME).trim().min(1);
const answer = z.looseObject({});
// Its contents are parsed where it is verified: anything unsuitable is a wrong answer, and uses the challenge up.
const registrationResponse = answer as unknown as z.ZodType<PasskeyRegistrationResponse, PasskeyRegistrationResponse>;
const assertionResponse = answer as unknown as z.ZodType<PasskeyAssertionResponse, PasskeyAssertionResponse>;

export const trustInput = z.object({ trust: z.boolean() });
export const idsInput = z.object({ ids: z.array(text(64)).min(1).max(MAX_IDS) });
export const beginRegistrationInput = z.object({ passwordless: z.boolean().optional() }).optional();
export const registerInput = z.object({ name: name.optional(), response: registrationResponse });
export const upgradeInput = z.object({ response: registrationResponse });
export const renameInput = z.object({ id: text(64), name });
export const assertionInput = z.object({ response: assertionResponse });
export const passkeyLoginInput = z.object({ response: assertionResponse, remember: z.boolean().optional() });
