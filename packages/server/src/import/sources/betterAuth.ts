import type { ImportedUser } from "../../config/import/importedUser.ts";
import { encodeTotpSecret } from "../../lib/totp.ts";
import { type Importing, type ImportReport, importUsers } from "../importUsers.ts";
import { type OldRow, type Reader, readerOf } from "./oldDatabase.ts";
import { batches, type OldTable, readTables, rowsOf } from "./oldTables.ts";
import { connectionHere, importing, type KnownProviders, type SourceOptions } from "./sourceOptions.ts";
import { storedPasskey } from "./storedPasskey.ts";
import { dateOf, decrypted, isSet, textOf } from "./values.ts";

export interface BetterAuthOptions<Data = Record<string, unknown>> extends SourceOptions<Data> {
  /**
   * Decrypts a TOTP secret or the backup codes: `symmetricDecrypt` of `better-auth/crypto`, with the app's old secret.
   * Without it, users with an authenticator app are left out.
   */
  decrypt?: ((value: string) => string | Promise<string>) | undefined;
}

const KNOWN: KnownProviders = { renamed: {}, otherUids: ["salesforce", "spotify"] };

/**
 * Imports the users of better-auth 1: accounts, addresses, password hashes, connections, authenticator apps, backup
 * codes and passkeys; also usernames and verified numbers where its plugins keep them.
 *
 * @throws SetupError when the old database has not the tables of better-auth
 */
export async function importFromBetterAuth<Data>(
  auth: Importing<Data>,
  options: BetterAuthOptions<Data>,
): Promise<ImportReport> {
  return importUsers(auth, readBetterAuth(options), importing(options));
}

interface Tables {
  users: OldTable;
  accounts: OldTable;
  factors: OldTable | null;
  passkeys: OldTable | null;
}

async function* readBetterAuth<Data>(options: BetterAuthOptions<Data>): AsyncGenerator<ImportedUser<Data>> {
  const reader = readerOf(options.source);
  const all = await readTables(reader);
  const tables: Tables = {
    users: all.require("user", "users"),
    accounts: all.require("account", "accounts"),
    factors: all.find("twoFactor", "twoFactors"),
    passkeys: all.find("passkey", "passkeys"),
  };
  for await (const users of batches(reader, tables.users)) yield* readBatch(reader, { tables, users, options });
}

async function* readBatch<Data>(
  reader: Reader,
  { tables, users, options }: { tables: Tables; users: OldRow[]; options: BetterAuthOptions<Data> },
): AsyncGenerator<ImportedUser<Data>> {
  const wanted = { userIds: users.map((row) => tables.users.value(row, "id")), key: "userId", order: "createdAt" };
  const accounts = await rowsOf(reader, tables.accounts, wanted);
  const factors = await rowsOf(reader, tables.factors, wanted);
  const passkeys = await rowsOf(reader, tables.passkeys, wanted);
  for (const row of users) {
    const id = String(tables.users.value(row, "id"));
    const of = (found: Map<string, OldRow[]>) => found.get(id) ?? [];
    const { passkeys: table } = tables;
    yield {
      ...readUser(tables.users, row, options),
      ...readAccounts(tables.accounts, of(accounts), options),
      // A row without this flag is of a set-up that was never finished.
      ...(isSet(tables.users.value(row, "twoFactorEnabled"))
        ? await readFactor(tables.factors, of(factors)[0], options)
        : {}),
      passkeys: table === null ? [] : of(passkeys).map((passkey) => readPasskey(table, passkey)),
      ...options.user?.(row),
    };
  }
}

function readUser<Data>(users: OldTable, row: OldRow, options: BetterAuthOptions<Data>): ImportedUser<Data> {
  const value = (name: string) => users.value(row, name);
  const [oldId, email, phone] = [String(value("id")), textOf(value("email")), textOf(value("phoneNumber"))];
  return {
    from: options.from ?? "better-auth",
    oldId,
    emails:
      email === undefined ? [] : [{ oldId: "user", email, verified: isSet(value("emailVerified")), primary: true }],
    username: textOf(value("displayUsername")) ?? textOf(value("username")),
    verifiedPhone: isSet(value("phoneNumberVerified")) ? phone : undefined,
    isActive: !isSet(value("banned")),
    createdAt: dateOf(value("createdAt")),
  };
}

/** better-auth keeps the password as an account at a provider of its own. */
function readAccounts<Data>(accounts: OldTable, rows: readonly OldRow[], options: BetterAuthOptions<Data>) {
  const found = rows.map((row) => ({ row, provider: String(accounts.value(row, "providerId")) }));
  const own = found.find(({ provider }) => provider === "credential");
  return {
    passwordHash: own === undefined ? undefined : (textOf(accounts.value(own.row, "password")) ?? null),
    connections: found
      .filter(({ provider }) => provider !== "credential")
      .map(({ row, provider }) => ({
        oldId: String(accounts.value(row, "id")),
        ...connectionHere({ provider, uid: textOf(accounts.value(row, "accountId")) ?? "" }, { options, known: KNOWN }),
      })),
  };
}

async function readFactor<Data>(
  factors: OldTable | null,
  row: OldRow | undefined,
  { decrypt }: BetterAuthOptions<Data>,
): Promise<Pick<ImportedUser, "totp" | "recoveryCodes">> {
  if (factors === null || row === undefined) return {};
  const oldId = String(factors.value(row, "id"));
  const read = async (name: string) => (decrypt === undefined ? null : decrypted(factors.value(row, name), decrypt));
  const secret = await read("secret");
  const stored = textOf(factors.value(row, "backupCodes"));
  const codes = stored === undefined ? undefined : codesOf(stored.startsWith("[") ? stored : await read("backupCodes"));
  return {
    // The app on the phone has it in Base32.
    totp: { oldId, secret: secret === null ? null : await encodeTotpSecret(new TextEncoder().encode(secret)) },
    recoveryCodes: codes === undefined ? undefined : { oldId, codes },
  };
}

/** @returns null for anything but a list of codes */
function codesOf(json: string | null): string[] | null {
  try {
    const parsed: unknown = JSON.parse(json ?? "null");
    return Array.isArray(parsed) ? parsed.map(String) : null;
  } catch {
    // Not JSON: decrypted with another key, or stored by a function of the app.
    return null;
  }
}

function readPasskey(passkeys: OldTable, row: OldRow) {
  return storedPasskey(row, (name) => passkeys.value(row, name), {
    id: "credentialID",
    publicKey: "publicKey",
    device: "deviceType",
    backedUp: "backedUp",
  });
}
