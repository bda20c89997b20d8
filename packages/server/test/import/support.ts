import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import sqlite from "node-sqlite3-wasm";
import { z } from "zod";
import type { NoFields } from "../../src/config/signupFields.ts";
import {
  argon2Hash,
  betterAuthScrypt,
  djangoBcryptSha256,
  djangoPbkdf2Sha256,
  djangoScrypt,
} from "../../src/hashers.ts";
import type { ImportResult, OldDatabase } from "../../src/import.ts";
import { github, google } from "../../src/providers.ts";
import type { TestKitOptions, VirtualAuthenticator } from "../../src/testing.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

/** A client of the test's database: PGlite, postgres.js or node-postgres. */
interface Client {
  exec?(script: string): Promise<unknown>;
  unsafe?(script: string): PromiseLike<unknown>;
  query?(script: string): Promise<unknown>;
}

/** Runs a script in the test's own database, beside Latchkey's tables. @returns its client */
export async function inTestDatabase(script: string): Promise<OldDatabase> {
  const { database } = await testDatabase();
  // Every drizzle() keeps the client that it was given.
  const { $client: client } = database as unknown as { $client: Client };
  await (client.exec?.(script) ?? client.unsafe?.(script) ?? client.query?.(script));
  // One of the three has just run it.
  return client as OldDatabase;
}

/** An old database of this kind, made from a dump of a real one. */
export async function openOld(kind: "sqlite" | "postgres", dump: string): Promise<OldDatabase> {
  const script = readFileSync(new URL(`fixtures/${dump}`, import.meta.url), "utf8");
  if (kind === "postgres") return inTestDatabase(script);
  await testDatabase();
  const old = new sqlite.Database();
  // A dump names tables before it makes them.
  old.exec(`pragma foreign_keys = off; ${script}`);
  return old;
}

/** A kit that recognizes every imported hash and has the providers of the fixtures. */
export function createImportKit({ account, ...options }: TestKitOptions<NoFields> = {}) {
  const legacyHashers = [djangoPbkdf2Sha256(), djangoBcryptSha256(), djangoScrypt(), argon2Hash(), betterAuthScrypt()];
  const app = { clientId: "id", clientSecret: "secret" };
  return createTestKit({
    rateLimits: false,
    social: { providers: [google(app), github(app)] },
    ...options,
    account: { ...account, password: { legacyHashers, ...account?.password } },
  });
}

const key = z.object({ id: z.string(), userHandle: z.string(), privateKey: z.string() });
export type OldKey = z.output<typeof key>;
const fact = z.object({
  id: z.string(),
  totpSecret: z.string().optional(),
  unusedCodes: z.array(z.string()).optional(),
  usedCode: z.string().optional(),
  keys: z.record(z.string(), key).optional(),
});
const facts = z.object({
  password: z.string(),
  /** What the old system decrypts each stored value to. */
  decrypted: z.record(z.string(), z.string()).default({}),
  users: z.record(z.string(), fact),
});

/** What the script that made a dump knows of its users. */
export function factsOf(file: string) {
  return facts.parse(JSON.parse(readFileSync(new URL(`fixtures/${file}`, import.meta.url), "utf8")));
}

/** Puts a key of the old system into an authenticator. */
export function insertKey(device: VirtualAuthenticator, old: OldKey | undefined): VirtualAuthenticator {
  if (old === undefined) throw new Error("the fixture has no such key");
  const { id, userHandle, privateKey } = old;
  device.credentials.push({
    id,
    userHandle,
    rpId: "localhost",
    privateKey: createPrivateKey(privateKey),
    signCount: 7,
    isDiscoverable: true,
  });
  device.options.isSynced = true;
  return device;
}

/** The problems of users, by a name that a test knows. */
export function told(results: readonly ImportResult[], names: Readonly<Record<string, { id: string }>>) {
  const nameOf = (oldId: string) => Object.entries(names).find(([, { id }]) => id === oldId)?.[0] ?? oldId;
  return Object.fromEntries(
    results.map(({ oldId, outcome, problems }) => [
      nameOf(oldId),
      [outcome, ...problems.map(({ item, reason }) => `${item}: ${reason}`)].join(", "),
    ]),
  );
}
