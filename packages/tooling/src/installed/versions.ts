import { readFileSync } from "node:fs";
import { join } from "node:path";
import { minVersion, satisfies } from "semver";

/** Exact versions by package. */
export type Versions = Readonly<Record<string, string>>;

/**
 * Packages with linked versions: tRPC's packages require one another's exact version, and React that of its renderer.
 */
export const GROUPS = {
  trpc: ["@trpc/server", "@trpc/client", "@trpc/react-query", "@trpc/tanstack-react-query"],
  query: ["@tanstack/react-query"],
  react: ["react", "react-dom", "@types/react", "@types/react-dom"],
  drizzle: ["drizzle-orm", "@electric-sql/pglite"],
  zod: ["zod"],
  typescript: ["typescript"],
} as const;

export type Group = keyof typeof GROUPS;

interface Manifest {
  peerDependencies: Versions;
  devDependencies: Versions;
}

/**
 * Versions that no peer range contains: the oldest compiler that reads our declarations, and the packages that go with
 * React 18.
 */
const LOWEST_BESIDE: Versions = {
  typescript: "5.9.3",
  "react-dom": "18.3.0",
  "@types/react": "18.3.0",
  "@types/react-dom": "18.3.0",
};

const manifestOf = (root: string, path: string): Manifest => JSON.parse(readFileSync(join(root, path), "utf8"));

/** The lowest versions that our packages allow. @param root the repository's folder */
export function lowestVersions(root: string): Versions {
  return { ...mapRanges(peerRanges(root), lowestOf), ...LOWEST_BESIDE };
}

/**
 * The versions that we develop with, which are the newest that our packages allow.
 * @throws Error when one is not in its range
 */
export function newestVersions(root: string): Versions {
  const ranges = peerRanges(root);
  const { devDependencies } = manifestOf(root, "package.json");
  const own = packageManifests(root).map((manifest) => manifest.devDependencies);
  const versions = mapRanges(Object.assign({}, ...own, { typescript: devDependencies.typescript }), lowestOf);
  for (const [name, range] of Object.entries(ranges))
    if (name in versions && !satisfies(versions[name] ?? "", range))
      throw new Error(`${name} ${versions[name]}, which we develop with, is not in ${range}`);
  return versions;
}

/** The versions of some groups from one set and the others from another. */
export function mixVersions(lowest: Versions, newest: Versions, lowestGroups: readonly Group[]): Versions {
  const names = (Object.keys(GROUPS) as Group[]).flatMap((group) => {
    const source = lowestGroups.includes(group) ? lowest : newest;
    return GROUPS[group].map((name) => [name, source[name] ?? ""] as const);
  });
  return Object.fromEntries(names);
}

const packageManifests = (root: string) =>
  ["server", "react"].map((name) => manifestOf(root, `packages/${name}/package.json`));

const peerRanges = (root: string): Versions =>
  Object.assign({}, ...packageManifests(root).map((manifest) => manifest.peerDependencies));

const mapRanges = (ranges: Versions, pick: (range: string) => string): Versions =>
  Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, pick(range)]));

function lowestOf(range: string): string {
  const version = minVersion(range)?.version;
  if (version === undefined) throw new Error(`${range} admits no version`);
  return version;
}
