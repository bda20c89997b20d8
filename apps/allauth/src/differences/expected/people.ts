import type { Expected } from "../expected.ts";

/** Who somebody is, and what counts as proof of it. */
export const people: readonly Expected[] = [
  {
    told: "Ids of users, sessions and authenticators are text",
    lines: [
      "* (number) → * (string)",
      "K17 7 DELETE account/authenticators/webauthn: errors invalid_pk_value@authenticators → invalid_choice@authenticators",
    ],
  },
  {
    told: "A login and a signup count as recent authentication",
    lines: [
      "S177c 3 POST account/authenticators/totp: status 401 → 200",
      "S177c messages: totp_activated to * absent → 1",
      "* data.methods.length 0 → 1",
      '* data.methods.0.method absent → "password"',
      '* data.methods.0.method absent → "mfa"',
      '* data.methods.0.type absent → "webauthn"',
      "S205 4 PUT auth/webauthn/signup: data.methods.0.passwordless absent → true",
      "* data.methods.0.id absent → <id *> (string)",
      "* data.methods.0.at absent → after 0 s",
      '* data.methods.0.email absent → "*here@example.com"',
      '* data.methods.0.username absent → "ada<number 0>"',
      "S57 2 POST auth/code/confirm: data.methods.*",
      "K22 7 PUT auth/webauthn/signup: data.methods.0.passwordless absent → true",
      "K23 4 PUT auth/webauthn/signup: data.methods.0.passwordless absent → true",
    ],
  },
  { told: "Ending sessions, setting a first password", lines: ["A3 *", "N14 *"] },
  {
    told: "the token or cookie changes with each reauthentication",
    lines: [
      "* [app] *reauthenticate: meta.session_token absent → <string>",
      "D9 2 other: POST auth/reauthenticate: meta.*",
      "D9 3 other: GET account/authenticators/totp: status 404 → 401",
    ],
  },
  {
    told: "of somebody who is logged in answers 409",
    lines: ["C6 *", "S231 *", "K20 7 bob: POST auth/webauthn/login: status 200 → 409"],
  },
  {
    told: "it answers the session if it is the same person",
    lines: ["K19 *: data.methods.*", "N11 [app] 2 POST auth/provider/token: meta.session_token <string> → absent"],
  },
  {
    told: "Passwords are never trimmed",
    lines: [
      "S54 1 POST auth/login: status 200 → 400 (email_password_mismatch@password)",
      "B11 1 POST auth/login: errors required@email, required@password → required@email",
      "B11 2 POST auth/signup: errors required@email, required@password → password_too_common@password, required@email",
    ],
  },
  {
    told: "Similarity to the user's own data is refused at signup too",
    lines: [
      "S53b *",
      "S53c 1 POST auth/signup: errors password_entirely_numeric@password → password_too_common@password",
      "H6 3 POST auth/password/reset: errors password_entirely_numeric@password, password_too_common@password → password_too_common@password",
      "H16 3 POST account/password/change: errors password_entirely_numeric@new_password → password_too_common@new_password",
    ],
  },
  { told: "A current password is ignored where there is none", lines: ["H14 *"] },
  {
    told: "An inactive user with the right password, passkey or provider's token gets 400",
    lines: [
      "S25 1 POST auth/login: status 401 → 400 (account_inactive)",
      "K11 6 again: POST auth/webauthn/login: status 401 → 400 (account_inactive)",
      "N4 3 POST auth/provider/token: status 401 → 400 (account_inactive)",
    ],
  },
  {
    told: "Where nothing is left to reauthenticate with",
    lines: ["O4 2 GET account/authenticators/webauthn: status 200 → 401"],
  },
  { told: "lock that number only", lines: ["S34 7 bob: POST auth/login: status 400 (too_many_login_attempts) → 200"] },
  {
    told: "A session keeps its beginning",
    lines: ["D2 8 GET auth/sessions: data.0.created_at after 30 s → after 0 s"],
  },
];
