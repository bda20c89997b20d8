import type { Expected } from "../expected.ts";

/** Second factors and passkeys. */
export const factors: readonly Expected[] = [
  {
    told: "Asking for the options of a passkey login gives no token",
    lines: ["* [app] *GET auth/webauthn/login: meta.session_token <string> → absent"],
  },
  {
    told: "The challenge of a passkey login belongs to no session",
    lines: [
      "W2 7 again: POST auth/webauthn/login: status 400 (incorrect_code@credential) → 200",
      "W3 6 again: POST auth/webauthn/login: status 400 (incorrect_code@credential) → 200",
    ],
  },
  {
    told: "The options of WebAuthn",
    lines: [
      "*publicKey.timeout absent → 300000",
      '*publicKey.attestation absent → "none"',
      "*publicKey.pubKeyCredParams *",
      "*transports.length absent → 1",
      '*transports.0 absent → "internal"',
      '* "Master key" → "Security key*"',
      '* "Backup key" → "Security key 2"',
      'K22 8 GET account/authenticators: data.0.name "Master key" → "Passkey"',
    ],
  },
  {
    told: "Options for a key that the account does not have answer 404",
    lines: [
      "A12 2 GET auth/webauthn/reauthenticate: status 200 → 404",
      "Q2 2 GET auth/webauthn/authenticate: status 200 → 404",
    ],
  },
  { told: "The label of an authenticator app begins with its issuer", lines: ["* meta.totp_url *"] },
  {
    told: "An app that nobody began to set up answers 409",
    lines: ["E1 3 POST account/authenticators/totp: status 400 (incorrect_code@code) → 409"],
  },
  {
    told: "`recovery_codes_generated` is told for authenticator apps as well",
    lines: ["* POST account/authenticators/totp: meta.recovery_codes_generated absent → *"],
  },
  {
    told: "Recovery codes have no id",
    lines: [
      "* data.methods.*.id <id *> (number) → absent",
      "S182 3 GET account/authenticators: data.1.total_code_count 1 → 2",
      "S188 6 GET account/authenticators/recovery-codes: data.total_code_count 1 → 2",
      "A9 5 GET account/authenticators: data.1.total_code_count 1 → 2",
      "E11 * data.*total_code_count 0 → 1",
    ],
  },
  { told: "come last in the list", lines: ["K16 *"] },
  {
    told: "with dashes and blanks",
    lines: ["S192c 2 POST auth/2fa/authenticate: status 400 (incorrect_code@code) → 200"],
  },
  {
    told: "shows new codes only in the answer that makes them",
    lines: ["S189b 5 GET account/authenticators/recovery-codes: data.unused_codes 10 of 99999999 → absent"],
  },
  { told: "for a trusted login code as well", lines: ["S120 *", "S120b *"] },
];
