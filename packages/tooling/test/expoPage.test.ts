import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runOrThrow } from "../src/installed/run.ts";
import { followPage } from "../src/installed/startPage.ts";
import { ownPages } from "../src/site/pages.ts";
import { packagesToFollow } from "./support/followed.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-expo-"));
const folder = join(temporary, "acme");
const page = ownPages(root).get("start/expo.md") ?? "";
/** A release whose packages are final: the newest template names a release candidate of React Native. */
const TEMPLATE = "blank-typescript@57.0.28";
/** What Expo chooses for its release. */
const OF_EXPO = ["typescript", "react", "@types/react"];

/** It takes two minutes, and belongs to `npm run docs:start`. */
const isAsked = (process.env.START_PAGES ?? "").split(" ").includes("expo");

describe.runIf(isAsked)("the start page of Expo, followed from an empty folder", () => {
  beforeAll(async () => {
    const all = (await packagesToFollow(root, temporary))("expo");
    const packages = Object.fromEntries(Object.entries(all).filter(([name]) => !OF_EXPO.includes(name)));
    const circumstances = { packages, ports: {} };
    // The app's folder is made by its first command; the pages' files, of the server as well, are in it.
    const [create = ""] = /^npx create-expo-app.*$/m.exec(page) ?? [];
    const command = create.replace("npx ", "npx --yes ").replace("blank-typescript", TEMPLATE);
    await runOrThrow("sh", ["-c", command], temporary, 400_000);
    await followPage(page.replace(create, ""), folder, circumstances);
  }, 900_000);

  afterAll(() => rmSync(temporary, { recursive: true, force: true }), 60_000);

  it("compiles", async () => {
    await runOrThrow("npx", ["tsc", "--noEmit"], folder);
  });

  it.each(["android", "ios"])(
    "is exported for %s, without the server",
    async (platform) => {
      const exporting = `CI=1 EXPO_NO_TELEMETRY=1 EXPO_OFFLINE=1 npx expo export --platform ${platform} --no-bytecode --no-minify`;
      await runOrThrow("sh", ["-c", exporting], folder, 400_000);
      const scripts = join(folder, "dist/_expo/static/js", platform);
      const [script = ""] = readdirSync(scripts);
      const code = readFileSync(join(scripts, script), "utf8");
      expect(code).toContain("x-latchkey-client");
      expect(code).toContain("We sent a code to");
      for (const ofServer of ["createAuth(", "drizzle", "PGlite"]) expect(code).not.toContain(ofServer);
    },
    420_000,
  );
});
