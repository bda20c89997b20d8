import { describe, expect, it } from "vitest";
import type { ProviderAbout } from "../../src/oauth/about.ts";
import { providerTable } from "../../src/oauth/providers/table.ts";
import * as door from "../../src/providers.ts";
import type { FixturePart, ProviderFixture } from "../../src/testing/suites/fixtureLogin.ts";
import { providerSuite } from "../../src/testing/suites/provider.ts";
import { type ProviderName, providers, readFixture } from "./documented/apps.ts";

const PARTS: readonly FixturePart[] = ["endpoints", "tokens", "profile"];

for (const [name, provider] of Object.entries(providers)) {
  // Written by hand in exactly this shape; the suite fails on any other.
  const fixture = readFixture(name) as Omit<ProviderFixture, "provider">;
  providerSuite({ describe, it, expect }, { ...fixture, provider });
}

describe("the table of providers", () => {
  it("is true for each of them", () => {
    const ids = Object.values(providerTable).map(({ id }) => id);
    expect(new Set(ids).size).toBe(108);
    for (const [name, about] of Object.entries(providerTable)) {
      // Both have the same keys, by their types.
      const provider = providers[name as ProviderName]();
      expect([provider.id, provider.name]).toEqual([about.id, about.name]);
      expect([name, provider.verifyToken !== undefined]).toEqual([name, "tokenLogin" in about]);
      expect(door).toHaveProperty(name);
    }
  });

  it("promises verified addresses where the fixtures have one, and addresses where they have any", () => {
    for (const [name, about] of Object.entries(providerTable)) {
      // As above.
      const { profile } = readFixture(name) as ProviderFixture;
      const isVerified = profile.emails.some(({ verified }) => verified);
      const found = isVerified ? "verified" : profile.emails.length > 0 ? "unverified" : "none";
      expect([name, found]).toEqual([name, about.addresses]);
    }
  });

  it("is covered by fixtures that name the pages that were read for them, and what each shows", () => {
    for (const [name, about] of Object.entries<ProviderAbout>(providerTable)) {
      // As above.
      const { sources } = readFixture(name) as ProviderFixture;
      expect([name, sources]).toEqual([name, expect.any(Array)]);
      for (const { url, date, shows } of sources ?? []) {
        expect([name, url]).toEqual([name, expect.stringMatching(/^https:/)]);
        // The page for registering an app documents nothing.
        expect([name, url]).not.toEqual([name, about.console]);
        expect([name, date]).toEqual([name, expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)]);
        expect([name, shows.length]).not.toEqual([name, 0]);
        expect(PARTS).toEqual(expect.arrayContaining([...shows]));
      }
    }
  });
});
