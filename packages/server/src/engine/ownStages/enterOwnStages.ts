import { jsonProblem } from "../../config/options/jsonValue.ts";
import type { StageLogin } from "../../config/options/loginStage.ts";
import { type Account, findAccountById } from "../../db/accounts/accounts.ts";
import type { Transaction } from "../../db/database.ts";
import { transactionForHooks } from "../../db/driver/namedStatements.ts";
import { AuthError } from "../../lib/authError.ts";
import { SetupError } from "../../lib/setupError.ts";
import { isStorable } from "../../lib/text.ts";
import type { Login } from "../login.ts";
import type { AuthRequest, OwnStage, StepId, Waiting } from "../request.ts";
import { viewAccount } from "../view.ts";

/** A stage of the app's own that holds a login. */
export interface HeldByOwn {
  stage: OwnStage;
  waiting: Waiting;
}

/**
 * The first of the app's own stages that holds a login, of those that come before the built-in one that would.
 *
 * @param next the built-in stage that holds the login; null when none does
 * @returns null when none does; always for a login to nobody, of which the app must not learn
 */
export async function enterOwnStages(
  request: AuthRequest,
  { login, next }: { login: Login; next: StepId | null },
  tx: Transaction,
): Promise<HeldByOwn | null> {
  const { own } = request.runtime.steps;
  const { account } = login;
  if (own.length === 0 || account === null) return null;
  let seen: StageLogin | null = null;
  for (const stage of own) {
    if (login.passed.includes(stage.id) || (next !== null && !stage.before.has(next))) continue;
    seen ??= await seenByApp(request, { ...login, account }, tx);
    const state = await stage.stage.enter(seen);
    if (state === null || state === undefined) continue;
    const lifetime = stage.stage.lifetime ?? request.runtime.options.account.loginTimeout;
    return { stage, waiting: { state: checkedState(stage, state), lifetime } };
  }
  return null;
}

/**
 * A login as the app's code sees it, with the account as it is now: the answer to an earlier stage may have changed it in
 * this transaction.
 *
 * @throws AuthError `no_pending_flow` when the account no longer exists
 */
export async function seenByApp(
  request: AuthRequest,
  { account, methods, isSignup }: Pick<Login, "methods" | "isSignup"> & { account: Account },
  tx: Transaction,
): Promise<StageLogin> {
  const { client, now } = request;
  const current = await findAccountById(tx, account.user.id);
  if (current === null) throw new AuthError("no_pending_flow");
  return { user: viewAccount(current), methods: [...methods], client, isSignup, at: now, tx: transactionForHooks(tx) };
}

/** The state as it will be read again: another version of the app is recognised by a schema that refuses it. */
function checkedState({ id, state: schema }: OwnStage, returned: unknown): object {
  const problem = jsonProblem(returned);
  if (problem !== null) throw new SetupError(`${optionOf(id)} enter returned what JSON cannot carry: ${problem}`);
  const parsed = schema.safeParse(returned);
  const stored = parsed.success ? schema.safeParse(parsed.data) : parsed;
  if (!stored.success)
    throw new SetupError(
      `${optionOf(id)} enter returned what its \`state\` does not accept: ${stored.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}. Describe in \`state\` what enter returns, without transforms`,
    );
  if (typeof stored.data !== "object" || stored.data === null || !isStorable(stored.data))
    throw new SetupError(`${optionOf(id)} enter must return null or an object of text that PostgreSQL can store`);
  return stored.data;
}

function optionOf(id: string): string {
  return `createAuth: stages: "${id}":`;
}
