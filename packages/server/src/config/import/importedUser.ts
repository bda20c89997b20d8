/** A user's account at a provider, from another system. */
export interface ImportedConnection {
  /** The id of the provider here, such as `google`. */
  provider: string;
  /** The provider's own, immutable id of the user; never an address or a name. */
  uid: string;
  /** The name by which the user knows it, such as an address [the uid]. */
  display?: string;
}

/** The id of a row in the old system: a second import recognizes it, even after its user has changed or removed it. */
interface OldRow {
  /** The default is the value itself, which then stays stored as a hash when its user has removed it. */
  oldId?: string | undefined;
}

/** An address from another system. */
export interface ImportedEmail extends OldRow {
  email: string;
  /** Whether the old system has proved that the user reads it. */
  verified: boolean;
  /** Whether it is the primary one, if it is verified [the first verified one is]. */
  primary?: boolean | undefined;
}

/** A passkey or security key from another system. It works only for the domain that it was created for. */
export interface ImportedPasskey extends OldRow {
  /** base64url */
  credentialId: string;
  /** COSE key (RFC 9052 §7), base64url. */
  publicKey: string;
  /** The last known one [0]. */
  signCount?: number | undefined;
  transports?: readonly string[] | undefined;
  /** The user's name for it ["Passkey", or "Security key"]. */
  name?: string | undefined;
  /** Whether it logs in alone [false]. */
  isPasswordless?: boolean | undefined;
  isSyncable?: boolean | undefined;
  isBackedUp?: boolean | undefined;
  /**
   * The user handle that it was created with (WebAuthn Level 3 §5.4.3), base64url. Null: the old system kept none, so
   * its id alone names its owner [null].
   */
  userHandle?: string | null | undefined;
  createdAt?: Date | undefined;
  /** SHA-256 of the domain that it was created for, base64url: another one than this app's is refused [not checked]. */
  rpIdHash?: string | undefined;
}

/** A user of another system, with everything of theirs that can be carried over. */
export interface ImportedUser<Data = Record<string, unknown>> {
  /** The name of the old system, such as `allauth`. */
  from: string;
  /** The user's id there. With `from` it determines the id here; a UUID is kept. */
  oldId: string;
  emails?: readonly ImportedEmail[] | undefined;
  username?: string | undefined;
  /** A number that the old system has verified. */
  verifiedPhone?: string | undefined;
  /** In the format of `account.password.hasher` or one of its `legacyHashers`. Null: the user has none that works. */
  passwordHash?: string | null | undefined;
  /** [true] */
  isActive?: boolean | undefined;
  /** [now] */
  createdAt?: Date | undefined;
  /** Stored without validation: the app vouches for it. */
  data?: Data | undefined;
  /** `uid` null: the old system identifies users of this provider by another id than Latchkey. */
  connections?: readonly (Omit<ImportedConnection, "uid"> & { uid: string | null } & OldRow)[] | undefined;
  /** Its secret in Base32; null: there is one that cannot be read. */
  totp?: ({ secret: string | null } & OldRow) | undefined;
  /** The unused ones; null: they cannot be read. */
  recoveryCodes?: ({ codes: readonly string[] | null } & OldRow) | undefined;
  /** Null: there is one that cannot be read. */
  passkeys?: readonly (ImportedPasskey | null)[] | undefined;
}

/** Users who are left out unless they are to be taken all the same. */
export interface AcceptedUsers {
  /**
   * Users whose only way in is an address that nobody has proved to read, with a password. Whoever proves the address
   * first, by a code or a reset, gets the account, though without its password and its connections [false].
   */
  unverified?: boolean | undefined;
  /** Users whose password hash no hasher of the app recognizes: they choose a new one [false]. */
  withoutPassword?: boolean | undefined;
  /** Users with second factors none of which can be carried over: they log in with one factor [false]. */
  withoutFactors?: boolean | undefined;
}

export interface ImportOptions {
  accept?: AcceptedUsers | undefined;
}

/** What a problem concerns. */
export type ImportedItem =
  | "user"
  | "email"
  | "username"
  | "phone"
  | "password"
  | "connection"
  | "totp"
  | "recovery_codes"
  | "passkey";

/** The comments are the documentation of each reason. */
export type ImportReason =
  /** It does not have the form that is needed here. */
  | "invalid"
  /** Another account has it. */
  | "taken"
  /** The user already has one here. */
  | "already_has"
  /** Nobody has proved to read the address; or it is the user's only way in. */
  | "unverified"
  /** The provider is not in `social.providers`. */
  | "unknown_provider"
  /** The old system identifies users of this provider by another id. */
  | "other_uid"
  /** No hasher of the app recognizes the hash. */
  | "unrecognized"
  /** It is encrypted, and there is no `decrypt`, or that failed. */
  | "unreadable"
  /** The old system had marked the password as unusable. */
  | "unusable"
  /** The passkey was created for another domain. */
  | "other_domain"
  /** The account is deactivated, there and here. */
  | "inactive"
  /** It was imported before, and has been deleted here since. */
  | "deleted"
  /** Nothing is left to log in with. */
  | "no_way_in"
  /** None of the second factors can be carried over. */
  | "no_factor";

/** What was not carried over as it was. It contains no address and no secret. */
export interface ImportProblem {
  item: ImportedItem;
  reason: ImportReason;
  /** The id of its row in the old system, where there is one. */
  oldId?: string;
}

export interface ImportResult {
  oldId: string;
  /** The id here; null for a user who is not imported. */
  userId: string | null;
  /** `updated`: was imported before, and something new was added. A `skipped` user left nothing behind. */
  outcome: "imported" | "updated" | "unchanged" | "skipped";
  problems: ImportProblem[];
}
