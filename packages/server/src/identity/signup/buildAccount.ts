import type { Account } from "../../db/accounts/accounts.ts";
import type { AuthRequest } from "../../engine/request.ts";
import { AuthError, type AuthProblem } from "../../lib/authError.ts";
import { normalizeEmailAddress } from "../../lib/emailAddress.ts";
import { normalizePhoneNumber } from "../../lib/phoneNumber.ts";
import { isStorable } from "../../lib/text.ts";
import type { HashedFor } from "../../ports/passwordHasher/passwords.ts";
import { passwordTag } from "../passwords/passwordTag.ts";
import { checkUsername } from "../usernames.ts";

/** The raw values of a signup. */
export interface SignupValues {
  email?: string | undefined;
  username?: string | undefined;
  phone?: string | undefined;
  password?: string | undefined;
  /** The key of an invitation, in place of `email`. */
  invitation?: string | undefined;
  /** With `account.signup.honeypot`: what a bot has filled in. */
  honeypot?: string | undefined;
  /** The app's own fields, as its zod object returned them. */
  data: Record<string, unknown>;
}

/**
 * The account that a signup requests: checked, its password hashed, nothing stored.
 *
 * @param id of the account [a new one]
 * @throws AuthError with every problem at once
 */
export async function buildAccount(
  request: Pick<AuthRequest, "runtime" | "now"> & HashedFor,
  values: SignupValues,
  id = request.runtime.random.uuid(),
): Promise<Account> {
  const { passwords, options } = request.runtime;
  const problems: AuthProblem[] = [];
  const email = parse(values.email, normalizeEmailAddress, () => problems.push({ code: "invalid", param: "email" }));
  const phone = parse(values.phone, normalizePhoneNumber, () => problems.push({ code: "invalid", param: "phone" }));
  const username = values.username === undefined ? null : checkUsername(values.username, options);
  if (username !== null && "code" in username) problems.push(username);
  if (!isStorable(values.data)) problems.push({ code: "invalid" });
  if (values.password !== undefined) {
    const about = [options.appName, email, phone, values.username].filter((text) => text != null);
    const problem = await passwords.check(values.password, about, "password");
    if (problem !== null) problems.push(problem);
  }
  const [first, ...others] = problems;
  if (first !== undefined) throw new AuthError([first, ...others]);
  const name = username === null || "code" in username ? null : username;
  const { password } = values;
  return {
    user: {
      id,
      username: name?.username ?? null,
      usernameKey: name?.key ?? null,
      phone,
      phoneVerifiedAt: null,
      phoneClaim: phone,
      passwordHash: password === undefined ? null : await passwords.hash(password, request),
      passwordTag: password === undefined ? null : passwordTag(request.runtime, id, password),
      isActive: true,
      data: values.data,
      createdAt: request.now,
      lastLoginAt: null,
      version: 0,
    },
    emails: email === null ? [] : [newAddress(request, { userId: id, address: email, isPrimary: true })],
    factors: [],
    importedFactors: [],
  };
}

/** An unverified address, not stored yet. */
export function newAddress(
  { runtime, now }: Pick<AuthRequest, "runtime" | "now">,
  { userId, address, isPrimary }: { userId: string; address: string; isPrimary: boolean },
): Account["emails"][number] {
  const id = runtime.random.uuid();
  return { id, userId, address, verifiedAt: null, isPrimary, signupClaim: null, createdAt: now, addedUntil: null };
}

function parse(
  typed: string | undefined,
  normalize: (typed: string) => string | null,
  refuse: () => void,
): string | null {
  if (typed === undefined) return null;
  const value = normalize(typed);
  if (value === null) refuse();
  return value;
}
