import type { Play } from "../differences/play.ts";
import { loggedIn } from "./mfa/factors.ts";

// How scenarios of several files begin.

/** Somebody who is logged in by a number. @returns the number */
export async function loggedInByNumber(t: Play): Promise<string | undefined> {
  const { phone: number, password } = await t.user({ phone: t.phone() });
  await t.post("auth/login", { phone: number, password });
  return number;
}

/** Somebody who is logged in, with a second address that is verified by link or code. */
export async function withTwoAddresses(t: Play) {
  const ada = await loggedIn(t);
  const second = t.email("second");
  await t.post("account/email", { email: second });
  await t.post("auth/email/verify", { key: await t.secret(second) });
  return { ada, second };
}

/** Somebody who has asked for a reset of the password. */
export async function resetRequested(t: Play, options: Parameters<Play["user"]>[0] = {}) {
  const ada = await t.user(options);
  await t.post("auth/password/request", { email: ada.email });
  return { ada, key: await t.secret(ada.email) };
}
