import type { SecretPurpose } from "../../../server/src/lib/secrets.ts";

/** What each key that is derived from `secret` does. The compiler misses a purpose that is not named. */
export const KEYS: Readonly<Record<SecretPurpose, string>> = {
  code: "HMAC-SHA-256 over codes that were mailed or texted",
  recovery: "HMAC-SHA-256 over recovery codes, with their user",
  seal: "AES-256-GCM over what must be read again: TOTP secrets, recovery codes, waiting messages, tokens of providers",
  bucket: "HMAC-SHA-256 over what limits are counted by",
};

export const ALGORITHMS: readonly [what: string, how: string][] = [
  ["keys", "HKDF-SHA-256 from `secret`, one key for each purpose"],
  ["tokens of sessions, flows, links, journeys and trusted browsers", "256 random bits; stored as SHA-256"],
  ["passwords", "bcrypt (cost 12) or Argon2id (19 MiB, 2 passes); over 72 bytes SHA-512 before bcrypt"],
  ["authenticator apps", "TOTP by HMAC-SHA-1 (RFC 6238), secrets of 160 bits"],
  ["passkeys", "ES256, EdDSA and RS256, as `@simplewebauthn/server` verifies them"],
  ["ID tokens of providers", "asymmetric algorithms alone, as `jose` verifies them; PKCE by SHA-256"],
];

export const CONNECTIONS: readonly [what: string, where: string, limits: string][] = [
  ["PostgreSQL", "`database`", "as its driver is set up"],
  [
    "providers",
    "the hosts of `social.providers`",
    "10 s and 1 MB a call, over https, without redirects; no second try. Configuration is kept for an hour, unknown keys are asked for once a minute.",
  ],
  [
    "mail and text messages",
    "`mail` and `sms`",
    "30 s a message; 36 tries over more than a day, 10 s after the first and up to an hour apart. `smtp()` connects within 10 s.",
  ],
  ["Redis", "`rateLimitStore`", "500 ms; then the call is refused, or counted elsewhere where `whenDown` says so"],
  ["anything else", "your own `hooks`, `isBlocked`, `onEvent`", "yours"],
];
