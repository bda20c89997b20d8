import { generateKeyPair } from "dpop";

/** Where an app keeps the key that its tokens are bound to. */
export interface DpopKeyStore {
  /** The pair, ECDSA on P-256 or Ed25519; always the same one, made when there is none yet. */
  keys(): CryptoKeyPair | Promise<CryptoKeyPair>;
}

const STORE = "keys";
const KEY = "dpop";

/**
 * Keeps the key in IndexedDB, in a form that no script can read it from: whoever gets to run one can sign while the page is
 * open, and take nothing along. All tabs share it.
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

/** Of two tabs that make a pair at once, one keeps it, and the other takes that one. */
async function addKeys(database: IDBDatabase, made: CryptoKeyPair): Promise<CryptoKeyPair> {
  const transaction = database.transaction(STORE, "readwrite");
  const store = transaction.objectStore(STORE);
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  // Within one transaction, which no other of this store comes between.
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
