import type { ImportedEmail, ImportedUser } from "../../config/import/importedUser.ts";
import { type Importing, type ImportReport, importUsers } from "../importUsers.ts";
import { passkeyOfAllauth, recoveryCodesOfAllauth } from "./allauthFactors.ts";
import { type OldRow, type Reader, readerOf } from "./oldDatabase.ts";
import { batches, type OldTable, readTables, rowsOf } from "./oldTables.ts";
import { connectionHere, importing, type KnownProviders, type SourceOptions } from "./sourceOptions.ts";
import { dateOf, decrypted, isSet, objectOf, textOf } from "./values.ts";

export interface AllauthOptions<Data = Record<string, unknown>> extends SourceOptions<Data> {
  /** The table of the user model [auth_user]. */
  userTable?: string | undefined;
  /** Decrypts a TOTP secret, seed or code, if your adapter encrypts them [they are not encrypted]. */
  decrypt?: ((value: string) => string | Promise<string>) | undefined;
  /** `MFA_RECOVERY_CODE_COUNT` and `MFA_RECOVERY_CODE_DIGITS`, if you have set them [10 and 8]. */
  recoveryCodes?: { count?: number | undefined; digits?: number | undefined } | undefined;
}

const KNOWN: KnownProviders = {
  renamed: {
    bitbucket_oauth2: "bitbucket",
    linkedin_oauth2: "linkedin",
    tumblr_oauth2: "tumblr",
    twitter_oauth2: "twitter",
    vimeo_oauth2: "vimeo",
    quickbooks: "intuit",
  },
  otherUids: [
    "bitbucket_oauth2",
    "hubspot",
    "linkedin_oauth2",
    "mailchimp",
    "notion",
    "reddit",
    "salesforce",
    "spotify",
  ],
};

/**
 * Imports the users of django-allauth 65: accounts, addresses, password hashes, connections, authenticator apps, unused
 * recovery codes and passkeys.
 *
 * @throws SetupError when the old database has not the tables of allauth
 */
export async function importFromAllauth<Data>(
  auth: Importing<Data>,
  options: AllauthOptions<Data>,
): Promise<ImportReport> {
  return importUsers(auth, readAllauth(options), importing(options));
}

interface Tables {
  users: OldTable;
  emails: OldTable;
  connections: OldTable | null;
  factors: OldTable | null;
}

async function* readAllauth<Data>(options: AllauthOptions<Data>): AsyncGenerator<ImportedUser<Data>> {
  const reader = readerOf(options.source);
  const all = await readTables(reader);
  const tables: Tables = {
    users: all.require(options.userTable ?? "auth_user"),
    emails: all.require("account_emailaddress"),
    connections: all.find("socialaccount_socialaccount"),
    factors: all.find("mfa_authenticator"),
  };
  for await (const users of batches(reader, tables.users)) yield* readBatch(reader, { tables, users, options });
}

async function* readBatch<Data>(
  reader: Reader,
  { tables, users, options }: { tables: Tables; users: OldRow[]; options: AllauthOptions<Data> },
): AsyncGenerator<ImportedUser<Data>> {
  const userIds = users.map((row) => tables.users.value(row, "id"));
  const wanted = { userIds, key: "user_id", order: "id" };
  const emails = await rowsOf(reader, tables.emails, wanted);
  const connections = await rowsOf(reader, tables.connections, wanted);
  const factors = await rowsOf(reader, tables.factors, wanted);
  for (const row of users) {
    const id = String(tables.users.value(row, "id"));
    const of = (found: Map<string, OldRow[]>) => found.get(id) ?? [];
    yield {
      ...readUser(row, options),
      emails: readEmails(row, of(emails)),
      connections: of(connections).map((connection) => readConnection(connection, options)),
      ...(await readFactors(of(factors), { options, userHandle: handleOf(id, tables.users.type("id")) })),
      ...options.user?.(row),
    };
  }
}

function readUser<Data>(row: OldRow, options: AllauthOptions<Data>): ImportedUser<Data> {
  const password = textOf(row["password"]) ?? "";
  return {
    from: options.from ?? "allauth",
    oldId: String(row["id"]),
    username: textOf(row["username"]),
    // Django marks an unusable password by an exclamation mark.
    passwordHash: password === "" || password.startsWith("!") ? null : password,
    isActive: row["is_active"] === undefined || isSet(row["is_active"]),
    createdAt: dateOf(row["date_joined"]),
  };
}

/** The user's own column counts where allauth has no row for it; nobody has proved that address. */
function readEmails(user: OldRow, rows: readonly OldRow[]): ImportedEmail[] {
  const emails = rows.map((row) => ({
    oldId: String(row["id"]),
    email: String(row["email"]),
    verified: isSet(row["verified"]),
    primary: isSet(row["primary"]),
  }));
  const own = textOf(user["email"]);
  const isKnown = own === undefined || emails.some(({ email }) => email.toLowerCase() === own.toLowerCase());
  return isKnown ? emails : [...emails, { oldId: "user", email: own, verified: false, primary: false }];
}

function readConnection<Data>(row: OldRow, options: AllauthOptions<Data>) {
  const { email, login, username, name } = objectOf(row["extra_data"]);
  const display = [email, login, username, name].map(textOf).find((text) => text !== undefined);
  return {
    oldId: String(row["id"]),
    ...connectionHere({ provider: String(row["provider"]), uid: textOf(row["uid"]) ?? "" }, { options, known: KNOWN }),
    ...(display === undefined ? {} : { display }),
  };
}

async function readFactors<Data>(
  rows: readonly OldRow[],
  { options, userHandle }: { options: AllauthOptions<Data>; userHandle: string },
): Promise<Pick<ImportedUser, "totp" | "recoveryCodes" | "passkeys">> {
  const { decrypt = (value: string) => value } = options;
  const ofType = (type: string) => rows.filter((row) => row["type"] === type);
  const [totp] = ofType("totp");
  const [codes] = ofType("recovery_codes");
  return {
    totp:
      totp === undefined
        ? undefined
        : { oldId: String(totp["id"]), secret: await decrypted(objectOf(totp["data"])["secret"], decrypt) },
    recoveryCodes:
      codes === undefined
        ? undefined
        : {
            oldId: String(codes["id"]),
            codes: await recoveryCodesOfAllauth(objectOf(codes["data"]), { ...options.recoveryCodes, decrypt }),
          },
    passkeys: await Promise.all(ofType("webauthn").map((row) => passkeyOfAllauth(row, userHandle))),
  };
}

/** The handle that allauth gave to authenticators: the key as its links write it, in base 36 where it is a number. */
function handleOf(id: string, type: string): string {
  const isNumber = /int|serial/.test(type);
  const isUuid = type === "uuid" || type === "char(32)";
  const text = isNumber ? BigInt(id).toString(36) : isUuid ? id.replaceAll("-", "").toLowerCase() : id;
  return Buffer.from(text).toString("base64url");
}
