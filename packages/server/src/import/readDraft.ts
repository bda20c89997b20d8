import { readTotpSecret } from "../assembly/importing.ts";
import type { ImportedUser, ImportOptions, ImportProblem, ImportReason } from "../config/import/importedUser.ts";
import { accountsIdOf } from "../config/social/providers.ts";
import type { AuthenticatorRow } from "../db/rows.ts";
import type { Runtime } from "../engine/request.ts";
import { checkUsername } from "../identity/usernames.ts";
import { normalizePhoneNumber } from "../lib/phoneNumber.ts";
import { SetupError } from "../lib/setupError.ts";
import { isStorable, isStorableText, singleLine } from "../lib/text.ts";
import type { Username } from "../lib/username.ts";
import { newTotp } from "../mfa/totp/activate.ts";
import { readEmails } from "./addresses.ts";
import { type Draft, type DraftAuthenticator, type DraftConnection, type KeyOf, problemOf } from "./draft.ts";
import { importedUserId, importKey } from "./importedId.ts";
import { passkeyRow } from "./passkeys.ts";
import { SkippedUser } from "./skippedUser.ts";

const MAX_DISPLAY = 200;

/**
 * Checks what another system has of a user. Uses no database.
 *
 * @throws SetupError for a user without `from` or `oldId`
 * @throws SkippedUser when they are not to be imported
 */
export async function draftOf(runtime: Runtime, user: ImportedUser, { accept = {} }: ImportOptions): Promise<Draft> {
  const { from, oldId } = user;
  if (!isName(from) || !isName(oldId))
    throw new SetupError("importUser: expected `from` and `oldId`, as text that is not empty");
  if (!isStorable(user.data ?? {})) throw new SkippedUser({ item: "user", reason: "invalid" });
  const problems: ImportProblem[] = [];
  const keyOf: KeyOf = (kind, id) => importKey(from, oldId, kind, id);
  const userId = importedUserId(from, oldId);
  const authenticators = await readAuthenticators(runtime, user, { userId, keyOf, problems });
  const hadFactors = user.totp != null || (user.passkeys ?? []).length > 0;
  if (hadFactors && authenticators.length === 0 && accept.withoutFactors !== true)
    throw new SkippedUser({ item: "user", reason: "no_factor" });
  if (user.isActive === false) problems.push({ item: "user", reason: "inactive" });
  return {
    userId,
    key: keyOf("user", ""),
    user,
    username: readUsername(runtime, user, problems),
    phone: readPhone(user, problems),
    passwordHash: readPassword(runtime, user, { accept, problems }),
    emails: readEmails(user.emails ?? [], { keyOf, problems }),
    connections: readConnections(runtime, user, { keyOf, problems }),
    authenticators,
    recoveryCodes: readCodes(user, { keyOf, problems }),
    problems,
  };
}

const isName = (value: unknown) => typeof value === "string" && value !== "" && isStorableText(value);

function readUsername({ options }: Runtime, { username }: ImportedUser, problems: ImportProblem[]): Username | null {
  if (username == null || username === "") return null;
  const name = checkUsername(username, options);
  if (!("code" in name)) return name;
  problems.push({ item: "username", reason: "invalid" });
  return null;
}

function readPhone({ verifiedPhone }: ImportedUser, problems: ImportProblem[]): string | null {
  if (verifiedPhone == null) return null;
  const phone = normalizePhoneNumber(verifiedPhone);
  if (phone === null) problems.push({ item: "phone", reason: "invalid" });
  return phone;
}

function readPassword(
  { passwords }: Runtime,
  { passwordHash }: ImportedUser,
  { accept, problems }: { accept: NonNullable<ImportOptions["accept"]>; problems: ImportProblem[] },
): string | null {
  if (passwordHash === undefined) return null;
  if (passwordHash === null) problems.push({ item: "password", reason: "unusable" });
  if (passwordHash === null || passwords.recognizes(passwordHash)) return passwordHash;
  const problem = { item: "password", reason: "unrecognized" } as const;
  if (accept.withoutPassword !== true) throw new SkippedUser(problem);
  problems.push(problem);
  return null;
}

interface Reading {
  keyOf: KeyOf;
  problems: ImportProblem[];
}

function readConnections(
  { options }: Runtime,
  { connections = [] }: ImportedUser,
  { keyOf, problems }: Reading,
): DraftConnection[] {
  const { providers } = options.social;
  // Which ones there are may depend on the request: the app knows them.
  const known = new Set(
    typeof providers === "function" ? connections.map(({ provider }) => provider) : providers.map(accountsIdOf),
  );
  return connections.flatMap(({ provider, uid, display, oldId }) => {
    const isUsable = known.has(provider) && uid !== null && isName(uid);
    const reason = !known.has(provider) ? "unknown_provider" : uid === null ? "other_uid" : "invalid";
    if (!isUsable) problems.push(problemOf("connection", reason, oldId));
    if (!isUsable) return [];
    const shown = singleLine(display ?? "", MAX_DISPLAY) || uid;
    return [{ provider, uid, display: shown, oldId, key: keyOf("connection", oldId ?? `${provider} ${uid}`) }];
  });
}

async function readAuthenticators(
  runtime: Runtime,
  { totp, passkeys = [] }: ImportedUser,
  { userId, keyOf, problems }: Reading & { userId: string },
): Promise<DraftAuthenticator[]> {
  const found: DraftAuthenticator[] = [];
  if (totp != null) {
    const row = await totpRow(runtime, { userId, secret: totp.secret });
    const { oldId } = totp;
    if (typeof row === "string") problems.push(problemOf("totp", row, oldId));
    else found.push({ item: "totp", row, oldId, key: keyOf("totp", oldId ?? "") });
  }
  for (const passkey of passkeys) {
    const known = found.map(({ row }) => row);
    const row = passkey === null ? "unreadable" : await passkeyRow(runtime, { userId, passkey, known });
    const oldId = passkey?.oldId;
    if (typeof row === "string") problems.push(problemOf("passkey", row, oldId));
    else found.push({ item: "passkey", row, oldId, key: keyOf("passkey", oldId ?? row.credentialId ?? "") });
  }
  return found;
}

async function totpRow(
  runtime: Runtime,
  { userId, secret }: { userId: string; secret: string | null },
): Promise<AuthenticatorRow | ImportReason> {
  if (secret === null) return "unreadable";
  try {
    const id = runtime.random.uuid();
    const secretSealed = runtime.secrets.seal("totp_secret", await readTotpSecret(runtime, secret), id);
    return newTotp({ now: runtime.clock() }, { id, userId, secretSealed, lastStep: null, isImported: true });
  } catch (error) {
    if (error instanceof SetupError) return "invalid";
    throw error;
  }
}

function readCodes({ recoveryCodes }: ImportedUser, { keyOf, problems }: Reading): Draft["recoveryCodes"] {
  if (recoveryCodes == null) return null;
  const { codes, oldId } = recoveryCodes;
  if (codes === null) problems.push(problemOf("recovery_codes", "unreadable", oldId));
  const usable = [...new Set(codes ?? [])].filter((code) => isName(code));
  return usable.length === 0 ? null : { codes: usable, oldId, key: keyOf("recovery_codes", oldId ?? "") };
}
