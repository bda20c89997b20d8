import { describe, expect, it } from "vitest";
import { isForTestsOnly } from "../src/installed/tarball.ts";

describe("code for tests only", () => {
  it.each([
    "src/lib/totp.test.ts",
    "dist/lib/totp.test.js",
    "src/useAuth.test-d.tsx",
    "src/social/recorded/github.json",
    "test/kit.ts",
    "dist/fixtures/a.json",
    "migrations/meta/0000_snapshot.json",
    "src/__snapshots__/a.snap",
  ])("includes %s", (file) => expect(isForTestsOnly(file)).toBe(true));

  it.each([
    "src/testing/createTestKit.ts",
    "src/testing.ts",
    "dist/mfa/webauthn/attestation.js",
    "migrations/0000_first.sql",
  ])("does not include %s", (file) => expect(isForTestsOnly(file)).toBe(false));
});
