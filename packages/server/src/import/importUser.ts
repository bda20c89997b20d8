import type { ImportedUser, ImportOptions, ImportProblem, ImportResult } from "../config/import/importedUser.ts";
import { findAccountById } from "../db/accounts/accounts.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { lockUser, rememberImports } from "../db/imports.ts";
import { eventOfApp } from "../engine/audit/events.ts";
import type { Runtime } from "../engine/request.ts";
import { inAccountTransaction } from "../engine/sessions/accountChanges.ts";
import { insertUser } from "./createAccount.ts";
import type { Draft, Import } from "./draft.ts";
import { extendAccount } from "./extendAccount.ts";
import { draftOf } from "./readDraft.ts";
import { SkippedUser } from "./skippedUser.ts";

/**
 * Imports a user with everything of theirs, in one transaction; or what is new of one who was imported before.
 *
 * @throws SetupError for a user without `from` or `oldId`
 */
export async function importUser(
  runtime: Runtime,
  user: ImportedUser,
  options: ImportOptions = {},
): Promise<ImportResult> {
  const { oldId } = user;
  let draft: Draft | null = null;
  try {
    const read = await draftOf(runtime, user, options);
    draft = read;
    const { userId } = read;
    const { outcome, problems } = await inAccountTransaction(
      runtime,
      (transaction) => write(runtime, { draft: read, options }, transaction),
      (written) =>
        written.outcome === "unchanged"
          ? []
          : [eventOfApp(runtime, { type: "user_imported", userId, detail: user.from })],
    );
    return { oldId, userId, outcome, problems };
  } catch (error) {
    if (!(error instanceof SkippedUser)) throw error;
    return { oldId, userId: null, outcome: "skipped", problems: [...(draft?.problems ?? []), error.problem] };
  }
}

async function write(
  runtime: Runtime,
  { draft, options }: Pick<Import, "draft" | "options">,
  transaction: AccountTransaction,
): Promise<{ outcome: Exclude<ImportResult["outcome"], "skipped">; problems: ImportProblem[] }> {
  const { tx } = transaction;
  const now = runtime.clock();
  const keys = [draft, ...draft.emails, ...draft.connections, ...draft.authenticators].map(({ key }) => key);
  if (draft.recoveryCodes !== null) keys.push(draft.recoveryCodes.key);
  const fresh = await rememberImports(tx, [...new Set(keys)], now);
  const problems = [...draft.problems];
  const made: Import = { draft, options, fresh, now, problems };
  if (fresh.has(draft.key)) {
    if ((await findAccountById(tx, draft.userId)) !== null) throw new SkippedUser({ item: "user", reason: "taken" });
    await insertUser(runtime, made, transaction);
    return { outcome: "imported", problems };
  }
  if (fresh.size === 0 && (await findAccountById(tx, draft.userId)) !== null) return { outcome: "unchanged", problems };
  if (!(await lockUser(tx, draft.userId))) throw new SkippedUser({ item: "user", reason: "deleted" });
  const isChanged = await extendAccount(runtime, made, transaction);
  return { outcome: isChanged ? "updated" : "unchanged", problems };
}
