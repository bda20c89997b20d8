import { describe, expect, it } from "vitest";
import { providerTable } from "../../src/oauth/providers/table.ts";
import * as door from "../../src/providers.ts";
import { providerSuite } from "../../src/testing/suites/provider.ts";
import type { RecordedProvider } from "../../src/testing/suites/recordedLogin.ts";
import { type ProviderName, providers, readRecorded } from "./recorded/apps.ts";

for (const [name, provider] of Object.entries(providers)) {
  // Written by hand in this very shape; the suite fails on any other.
  const recorded = readRecorded(name) as Omit<RecordedProvider, "provider">;
  providerSuite({ describe, it, expect }, { ...recorded, provider });
}

describe("the table of providers", () => {
  it("says of each what is true", () => {
    const ids = Object.values(providerTable).map(({ id }) => id);
    expect(new Set(ids).size).toBe(64);
    for (const [name, about] of Object.entries(providerTable)) {
      // Both have the same keys, as their types say.
      const provider = providers[name as ProviderName]();
      expect([provider.id, provider.name]).toEqual([about.id, about.name]);
      expect([name, provider.verifyToken !== undefined]).toEqual([name, "tokenLogin" in about]);
      expect(door).toHaveProperty(name);
    }
  });

  it("promises verified addresses where the records have one, and addresses where they have any", () => {
    for (const [name, about] of Object.entries(providerTable)) {
      // As above.
      const { profile } = readRecorded(name) as RecordedProvider;
      const isVerified = profile.emails.some(({ verified }) => verified);
      const found = isVerified ? "verified" : profile.emails.length > 0 ? "unverified" : "none";
      expect([name, found]).toEqual([name, about.addresses]);
    }
  });
});
