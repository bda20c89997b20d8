import type { AuthRequest } from "../request.ts";
import { viewUser } from "../view.ts";

/**
 * The language for the caller: the one that the user who is logged in chose, or the one that the request asks for; null
 * for English as it ships. Reads nothing: a caller who was not looked up has chosen none.
 */
export async function languageOf({ runtime, memo, language }: AuthRequest): Promise<string | null> {
  const { texts } = runtime;
  if (texts === null) return null;
  const found = texts.ofUser === null ? null : await memo.session?.catch(() => null);
  const chosen = found == null ? null : texts.ofUser?.(viewUser(found.user, found.primaryEmail));
  language.determined = chosen ?? language.requested();
  return language.determined;
}
