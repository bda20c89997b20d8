import { readFileSync, writeFileSync } from "node:fs";

// Why this exists: npm attests the origin of a package only when the package names the repository whose workflow
// publishes it. The workflow knows it; a fork that publishes names itself.

const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
if (GITHUB_SERVER_URL === undefined || GITHUB_REPOSITORY === undefined)
  throw new Error("Packages are published by the workflow release.yml only: GITHUB_REPOSITORY is not set.");

for (const directory of ["packages/server", "packages/react"]) {
  const path = `${directory}/package.json`;
  const repository = { type: "git", url: `git+${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}.git`, directory };
  const manifest: object = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, `${JSON.stringify({ ...manifest, repository }, null, 2)}\n`);
}
