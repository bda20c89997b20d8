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

/** What a user logs in with, in the form in which it is stored and compared. */
export interface Identifier {
  method: LoginMethod;
  value: string;
}

/** @returns null for a value that no account can have */
export function normalizeIdentifier(method: LoginMethod, typed: string): Identifier | null {
  const value =
    method === "email"
      ? normalizeEmailAddress(typed)
      : method === "phone"
        ? normalizePhoneNumber(typed)
        : (normalizeUsername(typed)?.key ?? null);
  return value === null ? null : { method, value };
}

/** The key of a limit: the identifier in the form in which it is looked up. */
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

/** The keys by which limits may count an account, from its verified contacts. */
export function limitKeysOf({ user, emails }: Account): string[] {
  const verified = emails.filter(({ verifiedAt }) => verifiedAt !== null);
  return [
    ...verified.map(({ address }) => limitKey({ method: "email", value: address })),
    ...(user.usernameKey === null ? [] : [limitKey({ method: "username", value: user.usernameKey })]),
    ...(user.phone === null || user.phoneVerifiedAt === null ? [] : [limitKey({ method: "phone", value: user.phone })]),
  ];
}

/** The key by which limits count a user's wrong codes and passkeys, wherever they are entered. */
export function factorsKey(userId: string): string {
  return `mfa:${userId}`;
}

/** The key by which limits count a user's answers to the app's own stages. */
export function stagesKey(userId: string): string {
  return `stage:${userId}`;
}

/** The key by which limits count wrong answers to codes that were sent to a contact, wherever they are entered. */
export function codesKey({ via, recipient }: Contact): string {
  return `code:${via}:${recipient}`;
}
