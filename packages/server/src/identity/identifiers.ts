import {
  type Account,
  findAccountByUsername,
  findAccountsByEmail,
  findAccountsByPhone,
} from "../db/accounts/accounts.ts";
import type { Database } from "../db/database.ts";
import { normalizeEmailAddress } from "../lib/emailAddress.ts";
import { normalizePhoneNumber } from "../lib/phoneNumber.ts";
import { normalizeUsername } from "../lib/username.ts";
import type { LoginMethod } from "../wire/session.ts";
import type { Contact } from "./ownership/ownership.ts";

/** What somebody logs in with, in the form in which it is stored and compared. */
export interface Identifier {
  method: LoginMethod;
  value: string;
}

/** @returns null for what no account can have */
export function normalizeIdentifier(method: LoginMethod, typed: string): Identifier | null {
  const value =
    method === "email"
      ? normalizeEmailAddress(typed)
      : method === "phone"
        ? normalizePhoneNumber(typed)
        : (normalizeUsername(typed)?.key ?? null);
  return value === null ? null : { method, value };
}

/** What a limit counts by: the identifier in the form in which it is looked up. */
export function limitKey({ method, value }: Identifier): string {
  return `${method}:${value}`;
}

/** The accounts that an identifier may mean; several only while an address or number is unverified. */
export async function findByIdentifier(database: Database, { method, value }: Identifier): Promise<Account[]> {
  if (method === "email") return findAccountsByEmail(database, value);
  if (method === "phone") return findAccountsByPhone(database, value);
  const account = await findAccountByUsername(database, value);
  return account === null ? [] : [account];
}

/** What limits may count an account by, of what it has verified to be its own. */
export function limitKeysOf({ user, emails }: Account): string[] {
  const verified = emails.filter(({ verifiedAt }) => verifiedAt !== null);
  return [
    ...verified.map(({ address }) => limitKey({ method: "email", value: address })),
    ...(user.usernameKey === null ? [] : [limitKey({ method: "username", value: user.usernameKey })]),
    ...(user.phone === null || user.phoneVerifiedAt === null ? [] : [limitKey({ method: "phone", value: user.phone })]),
  ];
}

/** What limits count wrong codes and passkeys of a user by, wherever they are given. */
export function factorsKey(userId: string): string {
  return `mfa:${userId}`;
}

/** What limits count wrong answers to codes by that were sent to a contact, wherever they are given. */
export function codesKey({ via, recipient }: Contact): string {
  return `code:${via}:${recipient}`;
}
