import type { Expected } from "../expected.ts";

/** Addresses and numbers, and the mails to them. */
export const contacts: readonly Expected[] = [
  {
    told: "name only what the mail said",
    lines: [
      "* GET auth/email/verify: data.user.id * → absent",
      "* GET auth/email/verify: data.user.has_usable_password true → absent",
      "* GET auth/password/reset: data.user.id * → absent",
      "* GET auth/password/reset: data.user.has_usable_password true → absent",
      "G14 3 GET auth/email/verify: data.user.*",
    ],
  },
  { told: "and 403 for an address that is verified already", lines: ["S101b *", "A1 *"] },
  {
    told: "The list of addresses begins with the primary one",
    lines: [
      "S99 4 PATCH account/email: data.*",
      "G2 4 PATCH account/email: data.*",
      "G3 4 PATCH account/email: data.*",
    ],
  },
  { told: "opens nothing until it is verified", lines: ["S70 *", "P16 *"] },
  {
    told: "More changes are mailed",
    lines: [
      "* messages: email_added to * absent → *",
      "* messages: recovery_code_used to * absent → 1",
      "S96b messages: email_removed to * absent → 1",
      "* messages: phone_changed to * absent → 1",
      "H5 messages: password_was_reset to second.here@example.com absent → 1",
    ],
  },
  { told: "A verification link may be opened again", lines: ["S64 *"] },
  { told: "Verified in another browser", lines: ["S66 3 GET auth/session: data.flows*"] },
  { told: "A reset by link proves the address", lines: ["R4 *"] },
  {
    told: "What was prepared in an account that nobody had proved is removed",
    lines: ["C3 *", "S225 *", "S152 messages: credentials_removed to * absent → 1"],
  },
  {
    told: "The corrected address of a signup is its primary one",
    lines: ["* POST account/email: data.0.primary false → true"],
  },
  {
    told: "is shown with its new name at once",
    lines: ["S87 4 POST auth/email/verify: data.user.display *", "S104 3 POST auth/email/verify: data.user.display *"],
  },
];
