import type { ResolvedOptions } from "./options.ts";

/** Whether new accounts may be created now. */
export async function isSignupOpen({ account }: ResolvedOptions): Promise<boolean> {
  const { open } = account.signup;
  return typeof open === "function" ? open() : open;
}
