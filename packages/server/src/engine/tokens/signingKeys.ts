import type { KeyObject } from "node:crypto";
import type { JWK } from "jose";
import type { Database } from "../../db/database.ts";
import type { SigningKeyRow } from "../../db/rows.ts";
import { findSigningKeys, insertSigningKey } from "../../db/tokens/signingKeys.ts";
import { later } from "../../lib/instants.ts";
import type { Secrets } from "../../lib/secrets.ts";
import { SetupError } from "../../lib/setupError.ts";
import { generateKey, importKey, type KeyPair, type SigningAlgorithm } from "../../lib/signingKey.ts";
import type { Clock } from "../../ports/clock.ts";
import { ANSWER_TIMEOUT, refusalWhenLate, withDeadline } from "../../ports/deadline.ts";

/** A key with the id under which it is published. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicKey: KeyObject;
  /** Null: it only verifies. */
  readonly privateKey: KeyObject | null;
  /** As it is published (RFC 7517). */
  readonly jwk: JWK;
}

export type Signer = SigningKey & { readonly privateKey: KeyObject };

/** The keys of access tokens. */
export interface KeyRing {
  /** The current signing key. @throws AuthError `temporarily_unavailable` when the database does not answer in time */
  signer(): Promise<Signer>;
  /**
   * The key of a token.
   *
   * @returns null for a key that is not ours, or no longer
   * @throws Error when that is not known; no AuthError, which would say that the token is not valid
   */
  find(kid: string): Promise<SigningKey | null>;
  published(): Promise<readonly SigningKey[]>;
}

/** The app's own keys: the first signs. */
export function configuredKeys(keys: readonly KeyPair[]): KeyRing {
  let named: Promise<SigningKey[]> | undefined;
  const all = () => {
    named ??= Promise.all(keys.map(withName));
    return named;
  };
  return {
    async signer() {
      const [first] = await all();
      if (first === undefined || !canSign(first)) throw new Error("no key that signs");
      return first;
    },
    find: async (kid) => (await all()).find((key) => key.kid === kid) ?? null,
    published: all,
  };
}

export interface StoredKeysOptions {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  algorithm: SigningAlgorithm;
  /** Seconds after which a key is replaced. */
  keyLifetime: number;
  /** Seconds for which a token signed with a key is valid. */
  tokenLifetime: number;
  onError(error: unknown): void;
}

/**
 * Seconds for which a key is published before it signs, so that everyone who caches the published keys has it by then.
 */
const AHEAD = 3_600;
/** Seconds for which a key is published beyond the last token that it signed: clocks differ. */
const MARGIN = 86_400;
/**
 * Seconds after which a process no longer relies on the keys that it has read: a key that was withdrawn is accepted no
 * longer than that. From half of it on, it reads them again, without anybody waiting for that.
 */
const READ_EVERY = 300;
/** Seconds after which they are read again when a token names an unknown key, which anyone may invent. */
const READ_AGAIN = 1;
const ATTEMPTS = 5;
/** Everybody waits for the same reading; over a connection that has died silently, it would never end. */
const DEADLINE = { who: "the database, asked for the signing keys,", milliseconds: ANSWER_TIMEOUT };

/** A stored key, with what decides when it signs. */
interface StoredKey extends SigningKey {
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

interface Reading {
  readonly at: Date;
  readonly signer: StoredKey & Signer;
  readonly keys: ReadonlyMap<string, StoredKey>;
}

/**
 * Keys that are generated where there are none, stored with their private half sealed, and replaced in time: the next
 * one is published an hour before it signs, the last one until every token that it signed has expired.
 *
 * A private key that no secret opens any more is skipped: its tokens can still be verified, and a new key signs.
 *
 * While the database cannot be read, the last reading is relied on for as long as any other. After that, tokens cannot
 * be verified, and calls fail; they are not answered as if their tokens were invalid, so that nobody is logged out.
 */
export function storedKeys(options: StoredKeysOptions): KeyRing {
  const { clock, keyLifetime, onError } = options;
  const ahead = aheadOf(keyLifetime);
  const maxAge = Math.min(READ_EVERY, ahead);
  let reading: Promise<Reading> | undefined;
  let last: Reading | undefined;
  const read = (): Promise<Reading> => {
    reading ??= withDeadline(DEADLINE, (signal) => readKeys(options, signal))
      .then((found) => {
        last = found;
        return found;
      })
      .catch((error: unknown) => {
        onError(error);
        throw error;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
  const current = async () => {
    if (last === undefined || !isYoung(last, maxAge, clock())) return read();
    if (!isYoung(last, maxAge / 2, clock())) read().catch(() => {});
    return last;
  };
  return {
    async signer() {
      try {
        return (await current()).signer;
      } catch (error) {
        // Signing accepts nothing, and what the token is for may be committed. A successor does not sign before `ahead`.
        if (last !== undefined && isYoung(last, ahead, clock())) return last.signer;
        throw refusalWhenLate(error);
      }
    },
    async find(kid) {
      const known = (await current()).keys.get(kid);
      if (known !== undefined || (last !== undefined && isYoung(last, READ_AGAIN, clock()))) return known ?? null;
      return (await read()).keys.get(kid) ?? null;
    },
    published: async () => [...(await current()).keys.values()].filter(({ expiresAt }) => expiresAt > clock()),
  };
}

/** A reading from the future is not recent either: the clock was turned back. */
function isYoung({ at }: Reading, seconds: number, now: Date): boolean {
  return Math.abs(now.getTime() - at.getTime()) < seconds * 1000;
}

function aheadOf(keyLifetime: number): number {
  return Math.min(AHEAD, keyLifetime / 4);
}

async function readKeys(options: StoredKeysOptions, signal: AbortSignal): Promise<Reading> {
  const { database, clock, secrets } = options;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const at = clock();
    const rows = await findSigningKeys(database);
    const valid = rows.filter(({ expiresAt }) => expiresAt > at);
    const keys = (await Promise.all(valid.map((row) => keyOf(row, secrets)))).filter((key) => key !== null);
    const signer = signerOf(keys, options, at);
    if (signer !== null && !needsSuccessor(keys, options, at))
      return { at, signer, keys: new Map(keys.map((key) => [key.kid, key])) };
    // Nobody waits any more, and a key that is stored late would not be published for long enough before it signs.
    signal.throwIfAborted();
    await addKey(options, { now: at, sequence: (rows[0]?.sequence ?? 0) + 1 });
  }
  throw new Error("Latchkey cannot store a key that signs access tokens");
}

/** The newest key that has been published for long enough; otherwise the oldest. Keys come newest first. */
function signerOf(
  keys: readonly StoredKey[],
  { algorithm, keyLifetime, tokenLifetime }: StoredKeysOptions,
  at: Date,
): (StoredKey & Signer) | null {
  const usable = keys
    .filter((key) => key.algorithm === algorithm && later(at, tokenLifetime) < key.expiresAt)
    .filter((key): key is StoredKey & Signer => canSign(key));
  return usable.find(({ createdAt }) => later(createdAt, aheadOf(keyLifetime)) <= at) ?? usable.at(-1) ?? null;
}

function needsSuccessor(keys: readonly StoredKey[], { algorithm, keyLifetime }: StoredKeysOptions, at: Date): boolean {
  const newest = keys.find((key) => key.algorithm === algorithm && canSign(key));
  return newest === undefined || later(newest.createdAt, keyLifetime - aheadOf(keyLifetime)) <= at;
}

async function addKey(
  { database, secrets, algorithm, keyLifetime, tokenLifetime }: StoredKeysOptions,
  { now, sequence }: { now: Date; sequence: number },
): Promise<void> {
  const pair = await generateKey(algorithm);
  const { kid, jwk } = await withName(pair);
  const pem = pair.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const row = {
    kid,
    sequence,
    algorithm,
    publicKey: { ...jwk },
    privateKeySealed: secrets.seal("signing_key", pem, kid),
    createdAt: now,
    expiresAt: later(now, keyLifetime + aheadOf(keyLifetime) + tokenLifetime + MARGIN),
  };
  await insertSigningKey(database, row);
}

/** Null for a row that another release wrote in another form. */
async function keyOf(row: SigningKeyRow, secrets: Secrets): Promise<StoredKey | null> {
  const published = importKey(row.publicKey);
  if (published === null) return null;
  const pem = openedKey(row, secrets);
  const pair = pem === null ? published : importKey(pem);
  const key = pair === null ? null : await withName(pair);
  if (key === null || key.kid !== row.kid) return null;
  return { ...key, createdAt: row.createdAt, expiresAt: row.expiresAt };
}

/** Null when no secret opens it: the secret was replaced, which users must not notice. */
function openedKey({ kid, privateKeySealed }: SigningKeyRow, secrets: Secrets): string | null {
  try {
    return secrets.unseal("signing_key", privateKeySealed, kid);
  } catch (error) {
    if (error instanceof SetupError) return null;
    throw error;
  }
}

function canSign<Key extends SigningKey>(key: Key): key is Key & Signer {
  return key.privateKey !== null;
}

async function withName({ algorithm, publicKey, privateKey, name }: KeyPair): Promise<SigningKey> {
  const { calculateJwkThumbprint, exportJWK } = await import("jose");
  const published = await exportJWK(publicKey);
  const kid = name ?? (await calculateJwkThumbprint(published));
  return { kid, algorithm, publicKey, privateKey, jwk: { ...published, kid, alg: algorithm, use: "sig" } };
}
