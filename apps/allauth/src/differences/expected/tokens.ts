import type { Expected } from "../expected.ts";

/** Access tokens and refresh tokens. */
export const tokens: readonly Expected[] = [
  {
    told: "With `jwt()`, a login gives",
    lines: [
      "* POST auth/login: meta.session_token <string> → absent",
      "D4 3 POST auth/2fa/authenticate: meta.session_token <string> → absent",
    ],
  },
  {
    told: "After a password change there is a new pair",
    lines: ["S244 2 POST account/password/change: meta.*", "S244b 3 elsewhere: POST account/password/change: meta.*"],
  },
  {
    told: "The tokens of a session that has ended are refused like any others",
    lines: [
      "S239 3 POST tokens/refresh: status 410 → 400 (invalid_token@refresh_token)",
      "S239 4 other: GET auth/session: status 410 → 401",
      "D8 6 third: GET account/email: status 410 → 401",
      "D9 5 third: GET account/email: status 410 → 401",
    ],
  },
  { told: "A refused refresh token says so", lines: ["* POST tokens/refresh: errors absent → *@refresh_token"] },
  { told: "A refresh token lives as long as its session", lines: ["D5 2 POST tokens/refresh: status 400 → 200"] },
];
