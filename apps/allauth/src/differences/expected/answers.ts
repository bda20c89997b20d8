import type { Expected } from "../expected.ts";

/** How requests are read, and answers given. */
export const answers: readonly Expected[] = [
  {
    told: "Of several faults of one field",
    lines: [
      "U2 1 POST auth/signup: errors invalid@email, password_too_common@password, password_too_short@password → invalid@email, password_too_short@password",
      "S214 8 POST auth/provider/token: errors invalid_token@token, required@process, required@provider, required@token → required@process, required@provider, required@token",
      "* errors password_too_common@*password, password_too_short@*password → password_too_short@*password",
      "* errors *password_too_common@*password, password_too_short@*password → *password_too_short@*password",
      "N3 3 POST auth/provider/token: errors invalid_token@token, required@token → required@token",
    ],
  },
  {
    told: "Who may not act learns nothing about the input",
    lines: [
      "S177b 4 POST account/authenticators/totp: status 400 (incorrect_code@code) → 401",
      "S188b 3 POST account/authenticators/recovery-codes: status 400 (cannot_generate_recovery_codes) → 401",
      "S200b 3 POST account/authenticators/webauthn: status 400 (required@credential) → 401",
      "S106 4 DELETE account/email: status 400 (cannot_remove_primary_email@email) → 401",
      "S106b *",
      "A4 * DELETE auth/sessions: status 400 (required@sessions) → 401",
      "K24 3 PUT auth/webauthn/signup: status 400 (required@credential) → 409",
    ],
  },
  {
    told: "before it looks at the body or at who calls",
    lines: [
      "M1 1 PUT auth/login: status 400 (required@email, required@password) → 405",
      "B9 * → 405",
      "B9b * → 405",
      "B9c * status 401 → 405",
      "N8 5 PUT auth/provider/signup: status 409 → 405",
    ],
  },
  { told: "`is_authenticated` is `false` where nobody is logged in", lines: ["* meta.is_authenticated null → false"] },
  {
    told: "A body that is no JSON object answers 400 with `errors`",
    lines: [
      "* header content-type text/html → application/json",
      "* header cache-control  → no-store",
      "* body a page → absent",
      "* body empty → absent",
      "* errors absent → invalid",
      "B7 1 POST auth/login: errors invalid@email → invalid",
    ],
  },
  {
    told: "Nothing answers 500 to what a client sends",
    lines: [
      "S197 6 POST auth/webauthn/login: status 500 → 400 (incorrect_code@credential)",
      "W4 6 POST account/authenticators/webauthn: status 500 → 400 (incorrect_code)",
      "S121 2 POST auth/code/request: status 500 → 400 (select_only_one)",
      "S134b 1 PUT account/phone: status 500 → 405",
      "S134b 2 DELETE account/phone: status 500 → 405",
      "S154b 2 GET auth/password/reset: status 500 → 400 (incorrect_code@key)",
      "S206b 1 PUT auth/webauthn/signup: status 500 → 409",
      "S177d 4 POST account/authenticators/totp: status 400 (incorrect_code@code) → 409",
      "P14 2 POST auth/code/resend: status 500 → 200",
      "S140 2 again: POST auth/signup: status 500 → 429",
      "K23 5 PUT auth/webauthn/signup: status 500 → 409",
      "N1 2 POST auth/provider/token: status 500 → 400 (invalid_token@token)",
      "N2 3 POST auth/provider/token: status 500 → 400 (invalid_token@token)",
    ],
  },
  {
    told: "A login code that is only required after another method can be sent again",
    lines: ["C11 2 POST auth/code/resend: status 404 → 409"],
  },
  {
    told: "What has the wrong type or form is `invalid`",
    lines: [
      "M5 1 POST auth/login: errors invalid@email → invalid@email, invalid@password",
      "M5 3 POST auth/signup: errors password_too_short@password, required@email → invalid@email, invalid@password",
      "M7 3 POST auth/2fa/authenticate: errors null_characters_not_allowed@code → invalid@code",
      "S234c 7 DELETE auth/sessions: errors invalid_list@sessions → invalid@sessions",
      "S51 2 POST auth/signup: errors max_length@username → invalid@username",
      "B12 * → invalid@*",
      "B13 4 POST account/password/change: errors *",
      "B13 5 POST auth/reauthenticate: errors incorrect_password@password → invalid@password",
      "B13b * status 200 → 400 (invalid@primary)",
      "B13b messages: email_changed to ada.here@example.com 2 → absent",
      "B14 2 POST auth/2fa/authenticate: status 200 → 400 (invalid@code)",
      "K6 *",
      "K6b *",
      "S210e *",
      "N3 1 POST auth/provider/token: errors invalid_token@token → invalid@provider",
      "N3 4 POST auth/provider/token: errors token_required@token → invalid_token@token",
      "N6 6 DELETE account/providers: errors required@account → invalid@provider, required@account",
    ],
  },
  { told: "An address has at most 254 characters", lines: ["U4 *"] },
  {
    told: "A method names what the account has, not what was typed",
    lines: [
      "S23b 1 POST auth/login: data.methods.0.*",
      "S24 1 POST auth/login: data.methods.0.username *",
      '* data.methods.0.phone absent → "+<number 0>"',
      "S150 2 POST auth/password/reset: data.methods.0.email *",
    ],
  },
];
