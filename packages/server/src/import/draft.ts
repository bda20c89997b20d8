import type { ImportedUser, ImportOptions, ImportProblem, ImportReason } from "../config/import/importedUser.ts";
import type { AuthenticatorRow } from "../db/rows.ts";
import type { Username } from "../lib/username.ts";

/** Something of a user that a second import must recognize. */
export interface DraftItem {
  key: string;
  oldId: string | undefined;
}

/** An address in its normal form. */
export interface DraftEmail extends DraftItem {
  address: string;
  isVerified: boolean;
  isPrimary: boolean;
}

export interface DraftConnection extends DraftItem {
  provider: string;
  uid: string;
  display: string;
}

export interface DraftAuthenticator extends DraftItem {
  item: "totp" | "passkey";
  row: AuthenticatorRow;
}

/** A user as they are to be stored: checked, except against what other accounts have. */
export interface Draft {
  /** The id here. */
  userId: string;
  key: string;
  user: ImportedUser;
  username: Username | null;
  phone: string | null;
  passwordHash: string | null;
  emails: DraftEmail[];
  connections: DraftConnection[];
  authenticators: DraftAuthenticator[];
  recoveryCodes: (DraftItem & { codes: readonly string[] }) | null;
  problems: ImportProblem[];
}

/** What a transaction imports. It may run again after a conflict, so it changes nothing of the draft. */
export interface Import {
  draft: Draft;
  options: ImportOptions;
  /** The keys of what was not imported before. */
  fresh: ReadonlySet<string>;
  now: Date;
  problems: ImportProblem[];
}

/** The key of something of a user. */
export type KeyOf = (kind: string, id: string) => string;

/** The problem with a row of the old system. */
export function problemOf(item: ImportProblem["item"], reason: ImportReason, oldId: string | undefined): ImportProblem {
  return { item, reason, ...(oldId === undefined ? {} : { oldId }) };
}
