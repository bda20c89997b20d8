/** Users of other systems: readers of their databases, and the import that can be repeated. */
export type {
  AcceptedUsers,
  ImportedConnection,
  ImportedEmail,
  ImportedItem,
  ImportedPasskey,
  ImportedUser,
  ImportOptions,
  ImportProblem,
  ImportReason,
  ImportResult,
} from "./config/import/importedUser.ts";
export { importedUserId } from "./import/importedId.ts";
export { type Importing, type ImportReport, type ImportUsersOptions, importUsers } from "./import/importUsers.ts";
export { type AllauthOptions, importFromAllauth } from "./import/sources/allauth.ts";
export { type AuthJsOptions, importFromAuthJs } from "./import/sources/authJs.ts";
export { type BetterAuthOptions, importFromBetterAuth } from "./import/sources/betterAuth.ts";
export type { OldDatabase, OldRow } from "./import/sources/oldDatabase.ts";
export type { MoreOfUser, SourceOptions } from "./import/sources/sourceOptions.ts";
