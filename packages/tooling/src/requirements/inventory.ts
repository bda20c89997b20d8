import type { SecretPurpose } from "../../../server/src/lib/secrets.ts";

/** The use of each key that is derived from `secret`. The compiler reports a purpose that is missing here. */
export const KEYS: Readonly<Record<SecretPurpose, string>> = {
  code: "HMAC-SHA-256 over codes sent by email or text message",
  recovery: "HMAC-SHA-256 over recovery codes and their user",
  seal: "AES-256-GCM over values that must be read again: TOTP secrets, recovery codes, pending messages, provider tokens, generated signing keys",
  bucket: "HMAC-SHA-256 over the subjects that limits count by",
  refresh: "HMAC-SHA-256 at the end of refresh tokens, which tells a used one from one that was made up",
  refresh_bound: "the same, at the end of refresh tokens that are bound to a key (DPoP)",
  challenge: "HMAC-SHA-256 over challenges for bots (proof of work), which names their action and the client's network",
  dpop_nonce: "HMAC-SHA-256 over the minute, which a proof may name in place of its time (RFC 9449)",
};

export const ALGORITHMS: readonly [what: string, how: string][] = [
  ["keys", "HKDF-SHA-256 from `secret`, one key per purpose"],
  ["tokens of sessions, flows, links, provider redirects and trusted browsers", "256 random bits; stored as SHA-256"],
  ["access tokens", "ES256, EdDSA or RS256 (2048 bits and more), signed and verified by `jose`"],
  ["proofs of an app's key", "ES256 or Ed25519, verified by `jose`; each is stored as SHA-256 for three minutes"],
  [
    "refresh tokens",
    "256 random bits; the next one by HKDF-SHA-256 from the last and 256 random bits; stored as SHA-256",
  ],
  ["passwords", "bcrypt (cost 12) or Argon2id (19 MiB, 2 passes); SHA-512 before bcrypt if over 72 bytes"],
  ["authenticator apps", "TOTP with HMAC-SHA-1 (RFC 6238), 160-bit secrets"],
  ["passkeys", "ES256, EdDSA and RS256, verified by `@simplewebauthn/server`"],
  ["ID tokens of providers", "only asymmetric algorithms, verified by `jose`; PKCE with SHA-256"],
];

export const CONNECTIONS: readonly [what: string, where: string, limits: string][] = [
  ["PostgreSQL", "`database`", "as configured in its driver"],
  [
    "providers",
    "the hosts of `social.providers`",
    "10 s and 1 MB per call, over https, without redirects or retries. Configuration is cached for an hour, unknown keys are requested at most once a minute.",
  ],
  [
    "email and text messages",
    "`mail` and `sms`",
    "30 s per message; 36 attempts over more than a day, the second after 10 s, later ones up to an hour apart. `smtp()` connects within 10 s.",
  ],
  [
    "what others have locked in the database",
    "`lockTimeout`",
    "3 s by default; then the call fails with `temporarily_unavailable`",
  ],
  [
    "providers of challenges",
    "`challenge.by`",
    "3 s and 64 kB per solution, without redirects or retries, and 5 s for each answer of a challenge of your own; then the call goes through, or is refused if `whenUnavailable` says so",
  ],
  ["Redis", "`rateLimitStore`", "500 ms; then the call is refused, or counted elsewhere if `whenDown` says so"],
  [
    "look-ups of passwords",
    "`account.password.isBlocked`",
    "5 s; then the password is accepted. `haveIBeenPwned()` waits 1 s, and reads 1 MB.",
  ],
  ["anything else", "your own `hooks`, `onEvent`", "up to you"],
];
