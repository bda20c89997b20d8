import { changePassword, emails, login, loginByCode, reset, signup } from "./account.ts";
import { sessions, social } from "./connections.ts";
import { keys, passkeySignup, regenerate, totp } from "./factors.ts";

/** By how the site verifies addresses and resets passwords. */
export const journeys = {
  link: [signup, login, reset, emails, social],
  code: [
    signup,
    login,
    loginByCode,
    reset,
    changePassword,
    emails,
    totp,
    regenerate,
    keys,
    passkeySignup,
    sessions,
    social,
  ],
};
