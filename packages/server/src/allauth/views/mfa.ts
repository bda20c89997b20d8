import type { z } from "zod";
import type {
  Authenticator,
  RecoveryCodesAuthenticator,
  TotpAuthenticator,
  WebAuthnAuthenticator,
} from "../../wire/mfa.ts";
import type { authenticatorsShape, recoveryCodesShape, totpShape, webAuthnShape } from "../shapes/mfa.ts";
import { seconds } from "./state.ts";

function times({ createdAt, lastUsedAt }: Authenticator) {
  return { created_at: seconds(createdAt), last_used_at: lastUsedAt === null ? null : seconds(lastUsedAt) };
}

export function viewTotp(totp: TotpAuthenticator): z.output<typeof totpShape> {
  return { type: totp.type, ...times(totp) };
}

export function viewCodes(codes: RecoveryCodesAuthenticator): z.output<typeof recoveryCodesShape> {
  return { type: codes.type, ...times(codes), total_code_count: codes.total, unused_code_count: codes.unused };
}

export function viewPasskey(passkey: WebAuthnAuthenticator): z.output<typeof webAuthnShape> {
  const { type, id, name, isPasswordless } = passkey;
  return { type, ...times(passkey), id, name, is_passwordless: isPasswordless };
}

export function viewAuthenticators(list: readonly Authenticator[]): z.output<typeof authenticatorsShape> {
  // In the order in which they were added; recovery codes come with the first one.
  const byAge = [...list].sort((one, other) => Date.parse(one.createdAt) - Date.parse(other.createdAt));
  return byAge.map((one) => {
    if (one.type === "totp") return viewTotp(one);
    return one.type === "recovery_codes" ? viewCodes(one) : viewPasskey(one);
  });
}
