import type { Import } from "./imports.ts";

const SERVER = "packages/server/src/";

/** Rooms of the server, from the bottom: a room imports from those before it, never from those after. */
const TOWER: readonly string[] = [
  "wire",
  "lib",
  "ports",
  "oauth",
  "db",
  "config",
  "messages",
  "http",
  "engine",
  "identity",
];
/** Features stand on the tower and never import one another. */
const FEATURES: readonly string[] = ["account", "social", "mfa", "session"];

/** Files outside the rooms that count as the top of the tower: features import them. */
const PROCEDURES = `${SERVER}procedures.ts`;

interface Place {
  room: string;
  level: number;
}

function placeOf(path: string): Place | null {
  if (!path.startsWith(SERVER)) return null;
  const inside = path.slice(SERVER.length);
  const room = inside.split("/")[0] ?? "";
  const level = TOWER.indexOf(room);
  if (level !== -1) return { room, level };
  if (path === PROCEDURES) return { room: "procedures", level: TOWER.length };
  if (FEATURES.includes(room)) return { room, level: TOWER.length + 1 };
  if (room === "testing" || inside === "testing.ts") return { room: "testing", level: TOWER.length + 3 };
  // Another protocol for the same procedures: it may use all that is below, and is part of no other entry point.
  if (room === "allauth") return { room: "allauth", level: TOWER.length + 2 };
  return { room: "top", level: TOWER.length + 2 };
}

/** The rule that an import breaks; null when it is allowed. */
export function forbidden({ from, to, specifier, isTypeOnly }: Import): string | null {
  if (from.startsWith("packages/react/src/") && specifier.startsWith("@latchkey/server"))
    return specifier === "@latchkey/server/types" && isTypeOnly
      ? null
      : `${from} imports more of the server than types`;
  if (specifier.startsWith("drizzle-orm")) return drizzleOutside(from);
  const [source, target] = [placeOf(from), to === null ? null : placeOf(to)];
  if (source === null || target === null || from.endsWith(".test.ts")) return null;
  if (target.room === "allauth" && source.room !== "allauth") return `${from} imports ${to}, which only its door may`;
  if (target.level > source.level) return `${from} imports ${to}, which stands above it`;
  const areFeatures = source.level === TOWER.length + 1 && target.level === source.level;
  return areFeatures && source.room !== target.room
    ? `${from} imports ${to}: features do not import one another`
    : null;
}

function drizzleOutside(from: string): string | null {
  if (!from.startsWith(SERVER) || /\/(db|testing)\//.test(from)) return null;
  return `${from} imports drizzle-orm, which only db/ may`;
}

const CLOCK = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomBytes\(|\brandomUUID\(/;

/** Statements that change an account: its user, or its addresses. */
const ACCOUNT_CHANGE = /\.(?:update|delete)\(users\)|\.(?:insert|update|delete)\(emailAddresses\)/g;
/** The account's cached sessions are invalidated: `noteChange` of `db/accounts/accountTransaction.ts`. */
const NOTED = /\bnoteChange\([^()]*\)\s*(?:\.with\([^()]*\)\s*)?$/;
/** Columns that no session shows. */
const UNSEEN = /^\s*\.set\(\{ (?:lastLoginAt|phoneClaim|signupClaim): [\w.]+ \}\)/;

/** Whether a source changes accounts without recording it; new accounts have no sessions yet. */
function changesUntold(path: string, source: string): boolean {
  if (path === `${SERVER}db/accounts/insertAccount.ts`) return false;
  return [...source.matchAll(ACCOUNT_CHANGE)].some(({ 0: statement, index }) => {
    const after = source.slice(index + statement.length);
    return !NOTED.test(source.slice(0, index)) && !UNSEEN.test(after);
  });
}

/** The rules that a source breaks. */
export function forbiddenInSource(path: string, source: string): string[] {
  if (!path.startsWith(SERVER) || path.endsWith(".test.ts")) return [];
  const found: string[] = [];
  if (CLOCK.test(source) && !path.startsWith(`${SERVER}ports/`))
    found.push(`${path} reads time or chance that no test can turn`);
  if (changesUntold(path, source)) found.push(`${path} changes an account without noteChange`);
  if (/\.insert\(sessions\)/.test(source) && path !== `${SERVER}db/sessions.ts`)
    found.push(`${path} inserts a session`);
  if (
    /\binsertSession\b/.test(source) &&
    !["db/sessions.ts", "engine/sessions/sessions.ts"].some((file) => path === SERVER + file)
  )
    found.push(`${path} makes a session past engine/sessions/sessions.ts`);
  const mayCreate = ["engine/sessions/sessions.ts", "engine/advance.ts", "assembly/serverCalls.ts"].some(
    (file) => path === SERVER + file,
  );
  if (/\bcreateSession\(/.test(source) && !mayCreate) found.push(`${path} makes a session past engine/advance.ts`);
  if (path.startsWith(`${SERVER}wire/`) && /^export (const|function|class|let)/m.test(source))
    found.push(`${path} holds a value; wire/ is types`);
  return found;
}

/** The first import cycle among the files, including types; null when there is none. */
export function findCycle(imports: readonly Import[]): string[] | null {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) {
    if (to !== null) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string[] | null => {
    const at = path.indexOf(file);
    if (at !== -1) return [...path.slice(at), file];
    if (done.has(file)) return null;
    for (const target of next.get(file) ?? []) {
      const cycle = visit(target, [...path, file]);
      if (cycle !== null) return cycle;
    }
    done.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const cycle = visit(file, []);
    if (cycle !== null) return cycle;
  }
  return null;
}

/** Maximum of sources in one folder of the server, without tests, so that it can be surveyed at a glance. */
const MOST_FILES = 15;
/** A catalogue with one file per entry is looked up by name, however long it is. */
const CATALOGUES: readonly string[] = [`${SERVER}oauth/providers`];

/** Folders of the server with too many sources. */
export function crowdedFolders(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const file of files) {
    if (!file.startsWith(SERVER) || file.includes(".test.")) continue;
    const folder = file.slice(0, file.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([folder, count]) => count > MOST_FILES && !CATALOGUES.includes(folder))
    .map(([folder, count]) => `${folder} holds ${count} files`);
}
