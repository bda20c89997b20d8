import { createHash } from "node:crypto";
import { isUuid } from "../lib/text.ts";

/** The namespace of imported ids (RFC 9562 §5.5), chosen at random. */
const NAMESPACE = "6f1c7d0e-52b4-4c0b-9a53-0c9a4f2f7b1d";

/**
 * The id of a user who comes from another system: always the same for the same user, so that an app can change its
 * foreign keys without a table of pairs. A UUID is kept; of any other id, it is the UUID version 5 of
 * `<system>:<old id>`.
 *
 * @param from the name of the old system
 */
export function importedUserId(from: string, oldId: string): string {
  const plain = /^[0-9a-f]{32}$/i.test(oldId)
    ? oldId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
    : oldId;
  if (isUuid(plain)) return plain.toLowerCase();
  const bytes = createHash("sha1")
    .update(Buffer.from(NAMESPACE.replaceAll("-", ""), "hex"))
    .update(`${from}:${oldId}`)
    .digest()
    .subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** How an imported row is remembered: by a hash, which remains when the row is deleted. */
export function importKey(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
}
