import type { ImportedAuthenticators, ImportedConnection, NewUser } from "../config/serverCalls.ts";
import { findAccountById } from "../db/accounts/accounts.ts";
import type { AccountTransaction } from "../db/accounts/accountTransaction.ts";
import { raiseVersion } from "../db/accounts/raise.ts";
import { insertAuthenticator } from "../db/credentials/authenticators.ts";
import { holdProviderAccount, insertSocialAccount } from "../db/credentials/socialAccounts.ts";
import type { Runtime } from "../engine/request.ts";
import { hasVerifiedContact } from "../identity/ownership/ownership.ts";
import { removeFactors } from "../identity/ownership/showUp.ts";
import { AuthError } from "../lib/authError.ts";
import { SetupError } from "../lib/setupError.ts";
import { storeRecoveryCodes } from "../mfa/recoveryCodes/codes.ts";
import { newTotp } from "../mfa/totp/activate.ts";

// Credentials that users had in another system. The app vouches for them.

/** The message does not contain the hash: a stack trace may go anywhere. */
export function checkImportedHash({ passwords }: Runtime, { password, passwordHash = "" }: NewUser<unknown>): void {
  if (password !== undefined) throw new SetupError("createUser: expected `password` or `passwordHash`, found both");
  if (!passwords.recognizes(passwordHash))
    throw new SetupError(
      "createUser: no hasher recognizes this passwordHash; add the hasher of its format to account.password.legacyHashers",
    );
}

/** @throws AuthError `already_active` for a second authenticator app; nothing is changed then */
export async function importFactors(
  runtime: Runtime,
  { userId, totpSecret, recoveryCodes = [] }: ImportedAuthenticators & { userId: string },
  transaction: AccountTransaction,
): Promise<boolean> {
  const { tx } = transaction;
  const now = runtime.clock();
  if ((await raiseVersion(transaction, userId, { reason: "superseded" })) === null) return false;
  const account = await findAccountById(tx, userId);
  // A stranger may have set these up in an account without a verified contact; the app vouches for none of them.
  if (account !== null && !hasVerifiedContact(account)) await removeFactors(tx, userId, { keepsImported: true });
  if (totpSecret !== undefined) {
    const id = runtime.random.uuid();
    const secretSealed = runtime.secrets.seal("totp_secret", totpSecret.replaceAll(/[\s=]/g, "").toUpperCase(), id);
    const row = newTotp({ now }, { id, userId, secretSealed, lastStep: null, isImported: true });
    if (!(await insertAuthenticator(tx, row))) throw new AuthError("already_active");
  }
  if (recoveryCodes.length > 0)
    await storeRecoveryCodes({ runtime, now }, { userId, codes: recoveryCodes, isImported: true }, tx);
  return true;
}

/** @throws AuthError `connected_other` when one of them is connected already */
export async function insertConnections(
  { clock, random }: Runtime,
  { userId, connections }: { userId: string; connections: readonly ImportedConnection[] },
  transaction: AccountTransaction,
): Promise<boolean> {
  const { tx } = transaction;
  if ((await raiseVersion(transaction, userId, { reason: "superseded" })) === null) return false;
  for (const { provider, uid, display = uid } of connections) {
    await holdProviderAccount(tx, { provider, uid });
    const row = { id: random.uuid(), userId, provider, uid, display, tokensSealed: null, createdAt: clock() };
    if (!(await insertSocialAccount(tx, row))) throw new AuthError("connected_other");
  }
  return true;
}
