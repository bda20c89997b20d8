import type { Account } from "../../../db/accounts/accounts.ts";
import type { AuthenticatorRow } from "../../../db/rows.ts";
import type { AuthRequest } from "../../../engine/request.ts";
import { viewAccount } from "../../../engine/view.ts";
import type {
  AuthenticatorTransport,
  PasskeyRegistrationOptions,
  PasskeyRequestOptions,
  PublicKeyCredentialDescriptor,
  UserVerification,
} from "../../../wire/webauthn.ts";
import { CEREMONY_LIFETIME, type ChallengeFor, newChallenge } from "./challenge.ts";
import { relyingParty, userHandle } from "./relyingParty.ts";

/** EdDSA, ES256 and RS256 (WebAuthn Level 3 §5.8.5), the better ones first. */
export const ALGORITHMS: readonly number[] = [-8, -7, -257];
const TIMEOUT = CEREMONY_LIFETIME * 1_000;
const TRANSPORTS: readonly AuthenticatorTransport[] = [
  "ble",
  "cable",
  "hybrid",
  "internal",
  "nfc",
  "smart-card",
  "usb",
];

/** How authenticators know a user (WebAuthn Level 3 §5.4.3). */
export function userEntity(account: Account): PasskeyRegistrationOptions["user"] {
  const { display, username, email } = viewAccount(account);
  return { id: userHandle(account.user.id), name: email ?? username ?? display, displayName: display };
}

/** The options of a registration: of a passkey that logs in by itself, or of a key that is a second factor only. */
export async function registrationOptions(
  request: AuthRequest,
  {
    account,
    known,
    userVerification,
    ...asked
  }: ChallengeFor & { account: Account; known: readonly AuthenticatorRow[]; userVerification?: UserVerification },
): Promise<PasskeyRegistrationOptions> {
  const { id, name } = relyingParty(request.runtime.options);
  const isPasskey = asked.isPasswordless ?? false;
  const usual = isPasskey ? "required" : request.runtime.options.mfa.webauthn.userVerification;
  return {
    rp: { id, name },
    user: userEntity(account),
    challenge: await newChallenge(request, asked),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    timeout: TIMEOUT,
    excludeCredentials: known.flatMap(descriptor),
    authenticatorSelection: {
      residentKey: isPasskey ? "required" : "discouraged",
      requireResidentKey: isPasskey,
      userVerification: userVerification ?? usual,
    },
    attestation: "none",
    extensions: { credProps: true },
  };
}

/** The options of an authentication. @param known the user's own credentials; none while the user is unknown */
export async function requestOptions(
  request: AuthRequest,
  {
    known,
    userVerification,
    ...asked
  }: ChallengeFor & {
    known: readonly AuthenticatorRow[];
    userVerification: UserVerification;
  },
): Promise<PasskeyRequestOptions> {
  return {
    rpId: relyingParty(request.runtime.options).id,
    challenge: await newChallenge(request, asked),
    timeout: TIMEOUT,
    allowCredentials: known.flatMap(descriptor),
    userVerification,
  };
}

function descriptor({ credentialId, transports }: AuthenticatorRow): PublicKeyCredentialDescriptor[] {
  if (credentialId === null) return [];
  const known = TRANSPORTS.filter((transport) => transports?.includes(transport));
  return [{ id: credentialId, type: "public-key", ...(known.length === 0 ? {} : { transports: known }) }];
}

/** The known ones among a response's transports. */
export function knownTransports(given: readonly string[] = []): AuthenticatorTransport[] {
  return TRANSPORTS.filter((transport) => given.includes(transport));
}
