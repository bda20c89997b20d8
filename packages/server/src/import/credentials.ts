import { findAccountById } from "../db/accounts/accounts.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { insertAuthenticator } from "../db/credentials/authenticators.ts";
import { findRecoveryCodesOf } from "../db/credentials/recoveryCodes.ts";
import { findSocialAccountsOf, holdProviderAccount, insertSocialAccount } from "../db/credentials/socialAccounts.ts";
import { disownFactors, forgetImports } from "../db/imports.ts";
import type { Runtime } from "../engine/request.ts";
import { isUnproved } from "../identity/ownership/ownership.ts";
import { storeRecoveryCodes } from "../mfa/recoveryCodes/codes.ts";
import { type Import, problemOf } from "./draft.ts";

/** What was added to an account. */
export interface AddedCredentials {
  /** The providers of the connections. */
  connections: string[];
  /** The number of passkeys that log in by themselves. */
  passkeys: number;
  count: number;
}

/** Adds the connections, authenticators and recovery codes that were not imported before. */
export async function addCredentials(
  runtime: Runtime,
  made: Import,
  transaction: AccountTransaction,
): Promise<AddedCredentials> {
  const connections = await addConnections(runtime, made, transaction);
  const authenticators = await addAuthenticators(made, transaction);
  const codes = await addCodes(runtime, made, transaction);
  const passkeys = authenticators.filter(({ row }) => row.isPasswordless).length;
  return { connections, passkeys, count: connections.length + authenticators.length + codes };
}

async function addConnections(
  { random }: Runtime,
  { draft, fresh, now, problems }: Import,
  { tx }: AccountTransaction,
): Promise<string[]> {
  const added: string[] = [];
  const { userId } = draft;
  for (const { provider, uid, display, key, oldId } of draft.connections.filter((item) => fresh.has(item.key))) {
    await holdProviderAccount(tx, { provider, uid });
    const row = { id: random.uuid(), userId, provider, uid, display, tokensSealed: null, createdAt: now };
    if (await insertSocialAccount(tx, row)) added.push(provider);
    else {
      const own = await findSocialAccountsOf(tx, userId);
      if (own.some((connection) => connection.provider === provider && connection.uid === uid)) continue;
      problems.push(problemOf("connection", "taken", oldId));
      await forgetImports(tx, [key]);
    }
  }
  return added;
}

async function addAuthenticators({ draft, fresh, problems }: Import, { tx }: AccountTransaction) {
  const added: typeof draft.authenticators = [];
  for (const factor of draft.authenticators.filter(({ key }) => fresh.has(key))) {
    const { item, row, key, oldId } = factor;
    if (await insertAuthenticator(tx, row)) added.push(factor);
    else {
      problems.push(problemOf(item, item === "totp" ? "already_has" : "taken", oldId));
      await forgetImports(tx, [key]);
    }
  }
  return added;
}

async function addCodes(
  runtime: Runtime,
  { draft, fresh, now, problems }: Import,
  { tx }: AccountTransaction,
): Promise<number> {
  const { recoveryCodes, userId } = draft;
  if (recoveryCodes === null || !fresh.has(recoveryCodes.key)) return 0;
  const { codes, key, oldId } = recoveryCodes;
  if ((await findRecoveryCodesOf(tx, userId)).length > 0) {
    problems.push(problemOf("recovery_codes", "already_has", oldId));
    await forgetImports(tx, [key]);
    return 0;
  }
  await storeRecoveryCodes({ runtime, now }, { userId, codes, isImported: true }, tx);
  return 1;
}

/**
 * Vouches for none of the factors of an account that belongs to whoever proves its address first: they may be a
 * stranger's, and are removed then. A passkey of which the owner's handle is not known is left out of such an account.
 */
export async function doubtFactors({ draft, problems }: Import, { tx }: AccountTransaction): Promise<void> {
  const account = await findAccountById(tx, draft.userId);
  if (account === null || !isUnproved(account)) return;
  const left = new Set(await disownFactors(tx, draft.userId));
  for (const { item, row, oldId } of draft.authenticators)
    if (left.has(row.id)) problems.push(problemOf(item, "unverified", oldId));
}
