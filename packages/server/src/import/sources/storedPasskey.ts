import type { ImportedPasskey } from "../../config/import/importedUser.ts";
import type { OldRow } from "./oldDatabase.ts";
import { base64urlOf, dateOf, isSet, textOf } from "./values.ts";

/** The columns that better-auth and Auth.js name differently. */
interface Columns {
  id: string;
  publicKey: string;
  device: string;
  backedUp: string;
}

/**
 * A passkey of a system that stores what SimpleWebAuthn returned. Such systems log in with any of them, and invent a
 * user handle for each that they do not keep.
 */
export function storedPasskey(
  row: OldRow,
  value: (name: string) => unknown,
  { id, publicKey, device, backedUp }: Columns,
): ImportedPasskey {
  const count = Number(value("counter") ?? 0);
  return {
    oldId: textOf(row["id"]),
    credentialId: base64urlOf(value(id)),
    publicKey: base64urlOf(value(publicKey)),
    signCount: Number.isFinite(count) ? count : 0,
    transports: (textOf(value("transports")) ?? "").split(","),
    name: textOf(value("name")),
    isPasswordless: true,
    isSyncable: value(device) === "multiDevice",
    isBackedUp: isSet(value(backedUp)),
    userHandle: null,
    createdAt: dateOf(value("createdAt")),
  };
}
