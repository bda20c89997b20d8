import type { ImportedUser, ImportOptions, ImportResult } from "../config/import/importedUser.ts";

/** The part of an auth that the import needs. */
export interface Importing<Data> {
  importUser(user: ImportedUser<Data>, options?: ImportOptions): Promise<ImportResult>;
}

export interface ImportUsersOptions extends ImportOptions {
  /**
   * Called for each user, in every run, after everything of theirs is stored: for a progress report, a list of what was
   * left out, or the app's own foreign keys. The import waits for it, and ends where it throws.
   */
  onUser?: ((result: ImportResult) => unknown) | undefined;
}

/** How many users were imported, and what was not carried over. */
export interface ImportReport {
  imported: number;
  updated: number;
  unchanged: number;
  skipped: number;
  /** How often each problem occurred, such as `{ "email: taken": 2 }`. */
  problems: Record<string, number>;
}

/**
 * Imports users from any system, one after the other: never all of them are in memory.
 *
 * It can be repeated, also after it was interrupted: each run adds what is new, and changes nothing else.
 */
export async function importUsers<Data>(
  auth: Importing<Data>,
  users: AsyncIterable<ImportedUser<Data>> | Iterable<ImportedUser<Data>>,
  { onUser, ...options }: ImportUsersOptions = {},
): Promise<ImportReport> {
  const report: ImportReport = { imported: 0, updated: 0, unchanged: 0, skipped: 0, problems: {} };
  for await (const user of users) {
    const result = await auth.importUser(user, options);
    report[result.outcome] += 1;
    for (const { item, reason } of result.problems) {
      const problem = `${item}: ${reason}`;
      report.problems[problem] = (report.problems[problem] ?? 0) + 1;
    }
    await onUser?.(result);
  }
  return report;
}
