import type { Expected } from "../expected.ts";

/** Accounts at providers. */
export const providers: readonly Expected[] = [
  { told: "With `process=connect` it asks", lines: ["R227d *"] },
  {
    told: "An anonymous visitor who connects an account",
    lines: ["S228c 1 POST auth/provider/token: status 403 → 401", "R227c *"],
  },
  {
    told: "The user of a provider's signup has no id yet, and no address",
    lines: [
      "* GET auth/provider/signup: data.user.id <id *> (string) → absent",
      'S221 3 GET auth/provider/signup: data.user.email "ada.here@example.com" → absent',
    ],
  },
  {
    told: "An account at a provider is shown by its name or address there",
    lines: [
      "R217 4 GET auth/provider/signup: data.user.display *",
      'R217 4 GET auth/provider/signup: data.account.display "Acme ID" → "sub-ada.here@example.com"',
    ],
  },
  {
    told: "A token for another client id is `client_id_mismatch`",
    lines: ["S214 6 POST auth/provider/token: errors invalid_token@token → client_id_mismatch@token"],
  },
  {
    told: "A token without an expiry is refused",
    lines: ["N1 4 POST auth/provider/token: status 200 → 400 (invalid_token@token)"],
  },
  { told: "answered like a taken one", lines: ["N13 *"] },
];
