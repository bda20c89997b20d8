import type { ImportedUser } from "../../config/import/importedUser.ts";
import { type Importing, type ImportReport, importUsers } from "../importUsers.ts";
import { type OldRow, type Reader, readerOf } from "./oldDatabase.ts";
import { batches, type OldTable, readTables, rowsOf } from "./oldTables.ts";
import { connectionHere, importing, type KnownProviders, type SourceOptions } from "./sourceOptions.ts";
import { storedPasskey } from "./storedPasskey.ts";
import { isSet, textOf } from "./values.ts";

export interface AuthJsOptions<Data = Record<string, unknown>> extends SourceOptions<Data> {
  /** The table of the users [users, user or User]; `accounts` and `authenticators` are found likewise. */
  userTable?: string | undefined;
  /**
   * Providers, by their ids in Auth.js, that verify the addresses which they report, such as `google`. Auth.js marks as
   * verified only addresses to which it has mailed a link; with this, so are those of users who log in with nothing but
   * these providers [none].
   */
  verifiedBy?: readonly string[] | undefined;
}

const KNOWN: KnownProviders = {
  renamed: { "azure-ad": "microsoft", "microsoft-entra-id": "microsoft" },
  otherUids: ["azure-ad", "bitbucket", "hubspot", "mailchimp", "microsoft-entra-id", "salesforce", "spotify"],
};

/**
 * Imports the users of Auth.js 5 (NextAuth), as its PostgreSQL, Drizzle and Prisma adapters store them: accounts,
 * addresses, connections and passkeys. Auth.js has no passwords; give yours with `user`.
 *
 * @throws SetupError when the old database has not the tables of such an adapter
 */
export async function importFromAuthJs<Data>(
  auth: Importing<Data>,
  options: AuthJsOptions<Data>,
): Promise<ImportReport> {
  return importUsers(auth, readAuthJs(options), importing(options));
}

interface Tables {
  users: OldTable;
  accounts: OldTable;
  passkeys: OldTable | null;
}

async function* readAuthJs<Data>(options: AuthJsOptions<Data>): AsyncGenerator<ImportedUser<Data>> {
  const reader = readerOf(options.source);
  const all = await readTables(reader);
  const { userTable } = options;
  const tables: Tables = {
    users: userTable === undefined ? all.require("users", "user") : all.require(userTable),
    accounts: all.require("accounts", "account"),
    passkeys: all.find("authenticators", "authenticator"),
  };
  for await (const users of batches(reader, tables.users)) yield* readBatch(reader, { tables, users, options });
}

async function* readBatch<Data>(
  reader: Reader,
  { tables, users, options }: { tables: Tables; users: OldRow[]; options: AuthJsOptions<Data> },
): AsyncGenerator<ImportedUser<Data>> {
  const userIds = users.map((row) => tables.users.value(row, "id"));
  const accounts = await rowsOf(reader, tables.accounts, { userIds, key: "userId" });
  const passkeys = await rowsOf(reader, tables.passkeys, { userIds, key: "userId" });
  for (const row of users) {
    const id = String(tables.users.value(row, "id"));
    const logins = (accounts.get(id) ?? []).map((account) => readAccount(tables.accounts, account));
    // Links in mails and passkeys are accounts, too.
    const connected = logins.filter(({ type }) => type === "oauth" || type === "oidc");
    const { passkeys: table } = tables;
    yield {
      ...readUser(tables.users, row, { options, connected }),
      connections: connected.map((account) => connectionHere(account, { options, known: KNOWN })),
      passkeys: table === null ? [] : (passkeys.get(id) ?? []).map((passkey) => readPasskey(table, passkey)),
      ...options.user?.(row),
    };
  }
}

interface Login {
  type: string;
  /** Its id in Auth.js. */
  provider: string;
  uid: string;
}

function readAccount(accounts: OldTable, row: OldRow): Login {
  return {
    type: textOf(accounts.value(row, "type")) ?? "",
    provider: textOf(accounts.value(row, "provider")) ?? "",
    uid: textOf(accounts.value(row, "providerAccountId")) ?? "",
  };
}

function readUser<Data>(
  users: OldTable,
  row: OldRow,
  { options, connected }: { options: AuthJsOptions<Data>; connected: readonly Login[] },
): ImportedUser<Data> {
  const { from = "auth.js", verifiedBy = [] } = options;
  const email = textOf(users.value(row, "email"));
  const verified =
    isSet(users.value(row, "emailVerified")) ||
    (connected.length > 0 && connected.every(({ provider }) => verifiedBy.includes(provider)));
  return {
    from,
    oldId: String(users.value(row, "id")),
    emails: email === undefined ? [] : [{ oldId: "user", email, verified, primary: true }],
  };
}

function readPasskey(passkeys: OldTable, row: OldRow) {
  const passkey = storedPasskey(row, (name) => passkeys.value(row, name), {
    id: "credentialID",
    publicKey: "credentialPublicKey",
    device: "credentialDeviceType",
    backedUp: "credentialBackedUp",
  });
  return { ...passkey, oldId: passkey.credentialId };
}
