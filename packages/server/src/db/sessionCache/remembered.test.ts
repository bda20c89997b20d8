import { describe, expect, it } from "vitest";
import type { FlowRow, SessionRow, UserRow } from "../rows.ts";
import type { FoundSession } from "../sessions.ts";
import { createRemembered } from "./remembered.ts";

const now = new Date("2030-01-01T00:00:00Z");
const later = new Date("2030-01-02T00:00:00Z");
const options = { maxEntries: 2, maxAge: 60, idleTimeout: null };

function sessionOf(userId: string, flowOf: string | null = null): FoundSession {
  const session: SessionRow = {
    id: `session of ${userId}`,
    tokenHash: "",
    userId,
    client: "app",
    methods: [],
    reauthenticatedAt: now,
    isPersistent: true,
    ip: null,
    userAgent: "",
    createdAt: now,
    lastSeenAt: now,
    expiresAt: later,
    actor: null,
  };
  const user: UserRow = {
    id: userId,
    username: null,
    usernameKey: null,
    phone: null,
    phoneVerifiedAt: null,
    phoneClaim: null,
    passwordHash: null,
    isActive: true,
    data: {},
    createdAt: now,
    lastLoginAt: null,
    version: 0,
    passwordTag: null,
  };
  const flow: FlowRow = {
    id: "",
    tokenHash: null,
    sessionId: session.id,
    userId: flowOf,
    step: "",
    state: {},
    login: null,
    codeHash: null,
    attempts: 0,
    resends: 0,
    changes: 0,
    createdAt: now,
    expiresAt: later,
    userVersion: 0,
    endedReason: null,
  };
  return { session, user, primaryEmail: null, flows: flowOf === null ? [] : [flow] };
}

function remember(remembered: ReturnType<typeof createRemembered>, token: string, found: FoundSession | null) {
  const reading = remembered.beginReading();
  reading.remember(token, { found, now });
  reading.end();
}

describe("the session cache", () => {
  it("forgets by user: all of their sessions, and no others", () => {
    const remembered = createRemembered({ ...options, maxEntries: 10 });
    for (const token of ["one", "two"]) remember(remembered, token, sessionOf("ada"));
    remember(remembered, "three", sessionOf("bob"));
    remembered.forget(["ada"]);
    expect(["one", "two", "three"].map((token) => remembered.find(token, now)?.user.id)).toEqual([
      undefined,
      undefined,
      "bob",
    ]);
  });

  it("forgets a session when the account of one of its flows changes", () => {
    const remembered = createRemembered(options);
    remember(remembered, "one", sessionOf("ada", "eve"));
    remembered.forget(["eve"]);
    expect(remembered.find("one", now)).toBeNull();
  });

  it.each([
    ["the user", ["ada"]],
    ["everybody", "everybody"],
  ] as const)("does not keep what was read while %s changed", (_, changed) => {
    const remembered = createRemembered(options);
    const reading = remembered.beginReading();
    remembered.forget(changed);
    reading.remember("one", { found: sessionOf("ada"), now });
    expect(remembered.find("one", now)).toBeNull();
    // Another reading that began later is not in doubt.
    const next = remembered.beginReading();
    next.remember("one", { found: sessionOf("ada"), now });
    expect(remembered.find("one", now)).not.toBeNull();
  });

  it("keeps what was read while another user changed", () => {
    const remembered = createRemembered(options);
    const reading = remembered.beginReading();
    remembered.forget(["bob"]);
    reading.remember("one", { found: sessionOf("ada"), now });
    expect(remembered.find("one", now)).not.toBeNull();
  });

  it("is limited, in number and in time, and forgets a session that is gone", () => {
    const remembered = createRemembered(options);
    for (const token of ["one", "two", "three"]) remember(remembered, token, sessionOf("ada"));
    expect(["one", "two", "three"].map((token) => remembered.find(token, now) !== null)).toEqual([false, true, true]);
    remember(remembered, "two", null);
    expect(remembered.find("two", now)).toBeNull();
    expect(remembered.find("three", new Date(now.getTime() + 60_000))).toBeNull();
  });

  it("discards all current reads rather than count without limit", () => {
    const remembered = createRemembered(options);
    const reading = remembered.beginReading();
    remembered.forget(Array.from({ length: 10_001 }, (_, index) => `user${index}`));
    reading.remember("one", { found: sessionOf("ada"), now });
    expect(remembered.find("one", now)).toBeNull();
  });
});
