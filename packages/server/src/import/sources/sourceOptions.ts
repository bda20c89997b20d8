import type { ImportedUser } from "../../config/import/importedUser.ts";
import type { ImportUsersOptions } from "../importUsers.ts";
import type { OldDatabase, OldRow } from "./oldDatabase.ts";

/** What is taken from a user's row beyond the usual columns. It replaces what was read from them. */
export type MoreOfUser<Data> = Partial<
  Pick<ImportedUser<Data>, "data" | "username" | "verifiedPhone" | "passwordHash" | "isActive">
>;

export interface SourceOptions<Data> extends ImportUsersOptions {
  /** A client of the old database, or of an SQLite file. */
  source: OldDatabase;
  /**
   * The name of the old system, from which ids here are made. To import two of the same kind, give each its own
   * [`allauth`, `better-auth`, `auth.js`].
   */
  from?: string | undefined;
  /**
   * The ids that providers have here, by those in the old system, such as `{ "my-keycloak": "keycloak" }` [the same, or
   * what is known of the old system]. The ids of users at a provider that is named here are taken as they are.
   */
  providers?: Readonly<Record<string, string>> | undefined;
  /** What else to take from a user's row, such as your own fields. @param row by the names of the old columns */
  user?: ((row: OldRow) => MoreOfUser<Data>) | undefined;
}

/** What a source adds to an import, without what the import itself takes. */
export function importing<Data>({ onUser, accept }: SourceOptions<Data>): ImportUsersOptions {
  return { onUser, accept };
}

/** What is known of the providers of an old system, by the ids that it gives them. */
export interface KnownProviders {
  /** Those that have another id here. */
  renamed: Readonly<Record<string, string>>;
  /** Those whose users it identifies by another id than Latchkey. */
  otherUids: readonly string[];
}

/** A connection as it is imported. @param provider as the old system calls it */
export function connectionHere<Data>(
  { provider, uid }: { provider: string; uid: string },
  { options: { providers = {} }, known }: { options: SourceOptions<Data>; known: KnownProviders },
): { provider: string; uid: string | null } {
  const named = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (named !== undefined) return { provider: named, uid };
  const renamed = Object.hasOwn(known.renamed, provider) ? known.renamed[provider] : undefined;
  return { provider: renamed ?? provider, uid: known.otherUids.includes(provider) ? null : uid };
}
