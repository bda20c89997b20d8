import { runOrThrow } from "./run.ts";

interface Packed {
  files: { path: string }[];
}

/** @returns the paths in the tarball that npm would publish from a folder */
export async function listTarball(folder: string): Promise<string[]> {
  const said = await runOrThrow("npm", ["pack", "--dry-run", "--json", "--ignore-scripts", "--silent"], folder);
  // npm up to 11 returns a list, later versions an object by name.
  const packed: Packed[] = Object.values(JSON.parse(said));
  return packed.flatMap(({ files }) => files.map(({ path }) => path));
}

/** Whether a file is only for our own tests. The kit in `testing` is for apps, and is published. */
export function isForTestsOnly(path: string): boolean {
  return (
    /\.(test|spec|test-d)\.|\.snap$|_snapshot\.json$/.test(path) ||
    path.split("/").some((part) => /^(test|tests|__tests__|__snapshots__|fixtures|recorded)$/.test(part))
  );
}
