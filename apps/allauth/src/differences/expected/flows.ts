import type { Expected } from "../expected.ts";

/** Logins, signups and resets that wait. */
export const flows: readonly Expected[] = [
  { told: "Three wrong ones end the flow everywhere", lines: ["S184 *"] },
  {
    told: "can be sent again, and a signup's address changed",
    lines: [
      "S76 *",
      "S42 *",
      "S79 2 POST account/email: data.0.email *",
      "P6 3 POST auth/phone/verify/resend: status 409 → 200",
      "P6 messages: code to +<number 1> 1 → 2",
    ],
  },
  {
    told: "the app goes on as anonymous",
    lines: [
      "S6 [app] 3 GET auth/session: status 410 → 401",
      "S36 3 old: GET auth/session: status 410 → 401",
      "Q8 [app] * status 410 → 409",
      "Q12 [app] * status 410 → 409",
      "Q16 [app] * status 410 → 409",
      "Q18 [app] * status 410 → 409",
    ],
  },
  {
    told: "end the logins that wait",
    lines: [
      "Q4 4 POST auth/2fa/authenticate: status 200 → 401",
      "Q6 2 POST auth/2fa/authenticate: status 200 → 401",
      "Q6b 2 POST auth/code/confirm: status 401 → 409",
      "E8 *",
      "H4 *",
      "H12 *",
    ],
  },
  {
    told: "What is begun takes the place of what waits",
    lines: [
      "Q14 * data.flows.password_reset_by_code *",
      "Q14 4 GET auth/password/reset: status 200 → 409",
      "Q17 4 GET auth/provider/signup: status 200 → 409",
    ],
  },
  {
    told: "a session that has ended is 410",
    lines: [
      "S8 [app] 2 GET auth/session: status 401 → 410",
      "S9 [app] 3 GET auth/session: status 401 → 410",
      "S10 [app] 2 GET auth/session: status 401 → 410",
      "S156 [app] 4 other: GET auth/session: status 401 → 410",
      "S165 [app] 4 other: GET auth/session: status 401 → 410",
      "H17 [app] 5 other: GET auth/session: status 401 → 410",
    ],
  },
  {
    told: "`session_token` begins with `flow.` while a login is pending",
    lines: [
      "S33 [app] 2 POST auth/login: meta.session_token absent → <string>",
      "R7 [app] 2 POST auth/password/reset: meta.session_token absent → <string>",
      "Q3 [app] 2 POST auth/signup: meta.session_token absent → <string>",
      "Q10 [app] 2 POST auth/code/request: meta.session_token absent → <string>",
      "Q13 [app] 2 POST auth/signup: meta.session_token absent → <string>",
      "Q14 [app] 2 POST auth/login: meta.session_token absent → <string>",
      "H9 [app] 2 POST auth/password/request: meta.session_token absent → <string>",
      "H19 [app] 3 POST auth/signup: meta.session_token absent → <string>",
    ],
  },
  { told: "logs in without one", lines: ["P8 *"] },
];
