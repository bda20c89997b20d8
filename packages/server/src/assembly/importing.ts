import type { ImportedConnection } from "../config/import/importedUser.ts";
import type { ImportedAuthenticators, NewUser } from "../config/serverCalls.ts";
import { accountsIdOf } from "../config/social/providers.ts";
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
import { isStorableText } from "../lib/text.ts";
import { totpCode } from "../lib/totp.ts";
import { storeRecoveryCodes } from "../mfa/recoveryCodes/codes.ts";
import { newTotp } from "../mfa/totp/activate.ts";

// Credentials that users had in another system. The app vouches for them.

/** The message does not contain the hash: a stack trace may go anywhere. */
export function checkImportedHash({ passwords }: Runtime, { password, passwordHash }: NewUser<unknown>): void {
  if (password != null) throw new SetupError("createUser: expected `password` or `passwordHash`, found both");
  if (typeof passwordHash !== "string" || !passwords.recognizes(passwordHash))
    throw new SetupError(
      "createUser: no hasher recognizes this passwordHash; add the hasher of its format to account.password.legacyHashers",
    );
}

/**
 * A secret in the form in which it is stored. One with which no code can be checked would lock its user out.
 *
 * @throws SetupError, without the secret
 */
export async function readTotpSecret(runtime: Runtime, typed: string): Promise<string> {
  const secret = typed.replaceAll(/[\s=]/g, "").toUpperCase();
  try {
    await totpCode(secret, runtime.clock(), runtime.options.mfa.totp);
  } catch {
    throw new SetupError("importAuthenticators: expected `totpSecret` in Base32, of at least 16 bytes");
  }
  return secret;
}

/** @throws AuthError `already_active` for a second authenticator app; nothing is changed then */
export async function importFactors(
  runtime: Runtime,
  { userId, totpSecret, recoveryCodes }: ImportedAuthenticators & { userId: string },
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
    const secretSealed = runtime.secrets.seal("totp_secret", totpSecret, id);
    const row = newTotp({ now }, { id, userId, secretSealed, lastStep: null, isImported: true });
    if (!(await insertAuthenticator(tx, row))) throw new AuthError("already_active");
  }
  if (recoveryCodes != null && recoveryCodes.length > 0)
    await storeRecoveryCodes({ runtime, now }, { userId, codes: recoveryCodes, isImported: true }, tx);
  return true;
}

/** A connection to a provider that is not configured would never log its user in. */
function checkConnection({ options }: Runtime, { provider, uid }: ImportedConnection): void {
  const { providers } = options.social;
  // Which ones there are depends on the request: the app knows them.
  const known = typeof providers === "function" ? [provider] : [...new Set(providers.map(accountsIdOf))];
  if (!known.includes(provider))
    throw new SetupError(
      `importConnections: expected a provider of social.providers (${known.join(", ") || "there is none"}), found ${JSON.stringify(provider)}`,
    );
  if (typeof uid !== "string" || uid === "" || !isStorableText(uid))
    throw new SetupError(
      "importConnections: expected `uid`, the provider's own id of the user, as text that is not empty",
    );
}

/** @throws AuthError `connected_other` when one of them is connected already */
export async function insertConnections(
  runtime: Runtime,
  { userId, connections }: { userId: string; connections: readonly ImportedConnection[] },
  transaction: AccountTransaction,
): Promise<boolean> {
  const { tx } = transaction;
  for (const connection of connections) checkConnection(runtime, connection);
  if ((await raiseVersion(transaction, userId, { reason: "superseded" })) === null) return false;
  const { clock, random } = runtime;
  for (const { provider, uid, display } of connections) {
    await holdProviderAccount(tx, { provider, uid });
    const shown = { provider, uid, display: display ?? uid };
    const row = { id: random.uuid(), userId, ...shown, tokensSealed: null, createdAt: clock() };
    if (!(await insertSocialAccount(tx, row))) throw new AuthError("connected_other");
  }
  return true;
}
