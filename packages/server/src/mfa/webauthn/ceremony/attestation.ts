import { z } from "zod";
import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import type { PasskeyRegistrationResponse } from "../../../wire/webauthn.ts";
import { readClientData } from "./challenge.ts";
import { knownAaguid, modelOf } from "./model.ts";
import { ALGORITHMS, knownTransports } from "./options.ts";
import { relyingParty } from "./relyingParty.ts";

const MAX_ID = 1_400;
const MAX_OBJECT = 65_536;
const base64url = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\w-]+$/);

const registration = z.object({
  id: base64url(MAX_ID),
  rawId: base64url(MAX_ID),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(MAX_OBJECT),
    attestationObject: base64url(MAX_OBJECT),
    transports: z.array(z.string().max(32)).max(16).optional(),
  }),
  clientExtensionResults: z
    .looseObject({ credProps: z.looseObject({ rk: z.boolean().optional() }).optional() })
    .optional(),
});

/** The properties of a new credential, as far as its authenticator proved them. */
export interface NewCredential extends Pick<AuthenticatorRow, "transports" | "isSyncable" | "isBackedUp" | "aaguid"> {
  credentialId: string;
  publicKey: string;
  signCount: number;
  /** Whether the authenticator can offer it by itself, without being given its id. */
  isDiscoverable: boolean;
  isUserVerified: boolean;
  /** The name of its authenticator's model, as far as it is known. */
  model: string | null;
  /** The challenge that it answers; still to be used up. */
  challenge: string;
}

/**
 * Verifies a new credential (WebAuthn Level 3 §7.1), except whether the challenge was ours.
 *
 * The authenticator's model is not requested ("none"), so an attestation proves only the key itself.
 *
 * @param needsUserPresence false for a conditional create (§5.1.3), in which the browser need not ask the user
 * @returns null for an invalid response; only `challenge` when at least that could be read, so that it can be used up
 */
export async function verifyRegistration(
  { runtime }: AuthRequest,
  given: PasskeyRegistrationResponse,
  { needsUserPresence = true }: { needsUserPresence?: boolean } = {},
): Promise<NewCredential | { challenge: string | null; credentialId: null }> {
  const parsed = registration.safeParse(given);
  if (!parsed.success) return { challenge: null, credentialId: null };
  const { response, clientExtensionResults } = parsed.data;
  const said = readClientData(response.clientDataJSON);
  const challenge = said?.challenge ?? null;
  if (said === null || challenge === null || said.isFramed) return { challenge, credentialId: null };
  const { id, origins } = relyingParty(runtime.options);
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  try {
    const { verified, registrationInfo: info } = await verifyRegistrationResponse({
      response: { ...parsed.data, response: { ...response, transports: [] }, clientExtensionResults: {} },
      expectedChallenge: challenge,
      expectedOrigin: origins,
      expectedRPID: id,
      requireUserPresence: needsUserPresence,
      requireUserVerification: false,
      supportedAlgorithmIDs: [...ALGORITHMS],
    });
    if (!verified || info.credential.id !== parsed.data.id) return { challenge, credentialId: null };
    const aaguid = knownAaguid(info.aaguid);
    return {
      challenge,
      credentialId: info.credential.id,
      publicKey: Buffer.from(info.credential.publicKey).toString("base64url"),
      signCount: info.credential.counter,
      transports: knownTransports(response.transports),
      isSyncable: info.credentialDeviceType === "multiDevice",
      isBackedUp: info.credentialBackedUp,
      isDiscoverable: clientExtensionResults?.credProps?.rk ?? false,
      isUserVerified: info.userVerified,
      aaguid,
      model: await modelOf(aaguid),
    };
  } catch {
    // The library throws for each way in which a response can be wrong; the caller need not distinguish them.
    return { challenge, credentialId: null };
  }
}
