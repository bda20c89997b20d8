import { z } from "zod";
import type { Account } from "../db/accounts/accounts.ts";
import { newerVersionNeeded } from "../lib/authError.ts";

/** The contents of a hidden signup, and which of its contacts were verified. */
export const storedHiddenAccount = z.object({
  id: z.string(),
  username: z.string().nullable(),
  usernameKey: z.string().nullable(),
  phone: z.string().nullable(),
  phoneVerifiedAt: z.string().nullable().default(null),
  passwordHash: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  createdAt: z.string(),
  emails: z.array(z.object({ id: z.string(), address: z.string(), verifiedAt: z.string().nullable().default(null) })),
  origin: z
    .object({ client: z.enum(["browser", "app"]), ip: z.string().nullable(), userAgent: z.string() })
    .exactOptional(),
});

/** The stored form of an account that was requested and not created. */
export function storeHiddenAccount({ user, emails, origin }: Account): z.input<typeof storedHiddenAccount> {
  const { id, username, usernameKey, phone, phoneVerifiedAt, passwordHash, data, createdAt } = user;
  return {
    id,
    username,
    usernameKey,
    phone,
    passwordHash,
    data,
    phoneVerifiedAt: phoneVerifiedAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    emails: emails.map(({ id, address, verifiedAt }) => ({
      id,
      address,
      verifiedAt: verifiedAt?.toISOString() ?? null,
    })),
    ...(origin === undefined ? {} : { origin }),
  };
}

/**
 * The requested account; null for one that this version cannot read. While an app is deployed, a newer one may have
 * stored it, and whoever has the same address or number must not notice.
 */
export function readHiddenAccount(stored: unknown): Account | null {
  const { data } = storedHiddenAccount.safeParse(stored);
  return data === undefined ? null : restoreHiddenAccount(data);
}

/** The same for the one that is meant. @throws AuthError `temporarily_unavailable` */
export function requireHiddenAccount(stored: unknown): Account {
  const account = readHiddenAccount(stored);
  if (account === null) throw newerVersionNeeded();
  return account;
}

/** The account of a stored form that was read. */
export function restoreHiddenAccount({
  emails,
  createdAt,
  phoneVerifiedAt,
  origin,
  ...user
}: z.output<typeof storedHiddenAccount>): Account {
  const at = new Date(createdAt);
  return {
    user: {
      ...user,
      phoneClaim: user.phone,
      isActive: true,
      createdAt: at,
      lastLoginAt: null,
      phoneVerifiedAt: phoneVerifiedAt === null ? null : new Date(phoneVerifiedAt),
      version: 0,
      passwordTag: null,
    },
    emails: emails.map(({ id, address, verifiedAt }, index) => ({
      id,
      address,
      userId: user.id,
      verifiedAt: verifiedAt === null ? null : new Date(verifiedAt),
      signupClaim: null,
      createdAt: at,
      addedUntil: null,
      isPrimary: index === 0,
    })),
    factors: [],
    importedFactors: [],
    ...(origin === undefined ? {} : { origin }),
  };
}
