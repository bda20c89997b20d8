import { generateKeyPair } from "dpop";

/** Where an app keeps the key to which its tokens are bound. */
export interface DpopKeyStore {
  /** The pair, ECDSA on P-256 or Ed25519; always the same one, generated when there is none yet. */
  keys(): CryptoKeyPair | Promise<CryptoKeyPair>;
}

const STORE = "keys";
const KEY = "dpop";

/**
 * Keeps the key in IndexedDB, in a form from which no script can read it: a malicious script can sign while the page is
 * open, but cannot copy the key. All tabs share it.
 *
 * @param name of the IndexedDB database [latchkey]
 */
export function browserKeys(name = "latchkey"): DpopKeyStore {
  let kept: Promise<CryptoKeyPair> | undefined;
  return {
    keys() {
      kept ??= loadKeys(name).catch((error: unknown) => {
        kept = undefined;
        throw error;
      });
      return kept;
    },
  };
}

async function loadKeys(name: string): Promise<CryptoKeyPair> {
  const database = await openDatabase(name);
  try {
    const found = await settled<CryptoKeyPair | undefined>(database.transaction(STORE).objectStore(STORE).get(KEY));
    return found ?? (await addKeys(database, await generateKeyPair("ES256")));
  } finally {
    database.close();
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return settled(opening);
}

/** Of two tabs that generate a pair at the same time, one stores it, and the other uses that one. */
async function addKeys(database: IDBDatabase, made: CryptoKeyPair): Promise<CryptoKeyPair> {
  const transaction = database.transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  // Within one transaction, so that no other can intervene.
  const found = await settled<CryptoKeyPair | undefined>(store.get(KEY));
  if (found === undefined) store.put(made, KEY);
  await done;
  return found ?? made;
}

function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
