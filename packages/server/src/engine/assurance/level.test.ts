import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AuthenticationMethod } from "../../wire/state.ts";
import { assuranceOf } from "./level.ts";

const LIFETIME = 600;
const options = { account: { reauthentication: { levelLifetime: LIFETIME } } } as Parameters<
  typeof assuranceOf
>[1]["options"];
const START = Date.parse("2030-01-01T00:00:00.000Z");
const at = (seconds: number) => new Date(START + seconds * 1_000);

/** A method that was given some seconds after the start. */
const method: fc.Arbitrary<AuthenticationMethod> = fc
  .record({
    seconds: fc.nat(2_000),
    again: fc.boolean(),
    what: fc.constantFrom(
      "password",
      "code",
      "totp",
      "recovery_codes",
      "webauthn",
      "passkey",
      "social",
      "social of two",
    ),
  })
  .map(({ seconds, again, what }): AuthenticationMethod => {
    const when = at(seconds).toISOString();
    const later = again ? ({ reauthenticated: true } as const) : {};
    switch (what) {
      case "password":
        return { method: "password", at: when, ...later };
      case "code":
        return { method: "code", at: when };
      case "social":
        return { method: "socialaccount", at: when, provider: "p", uid: "1", ...later };
      case "social of two":
        return { method: "socialaccount", at: when, provider: "p", uid: "1", level: 2, ...later };
      case "passkey":
        return { method: "mfa", at: when, type: "webauthn", passwordless: true, ...later };
      default:
        return {
          method: "mfa",
          at: when,
          type: what === "totp" || what === "recovery_codes" ? what : "webauthn",
          ...later,
        };
    }
  });

const isLater = (one: AuthenticationMethod) => "reauthenticated" in one;
const isFirst = (one: AuthenticationMethod) => one.method !== "mfa";
const isWhole = (one: AuthenticationMethod) =>
  (one.method === "mfa" && one.passwordless === true) || (one.method === "socialaccount" && one.level === 2);

describe("the level of a session", () => {
  it("is 2 only with two factors that still count, and ends when it says", () => {
    fc.assert(
      fc.property(fc.array(method, { maxLength: 6 }), fc.nat(4_000), (methods, seconds) => {
        const now = at(seconds);
        const { level, until } = assuranceOf(methods, { now, options });
        const counts = methods.filter((one) => !isLater(one) || Date.parse(one.at) + LIFETIME * 1_000 > now.getTime());
        const isTwo = counts.some(isWhole) || (counts.some(isFirst) && counts.some((one) => !isFirst(one)));
        expect(level).toBe(isTwo ? 2 : 1);
        if (until === null) {
          expect(assuranceOf(methods, { now: at(1_000_000), options }).level).toBe(level);
          return;
        }
        expect(until.getTime()).toBeGreaterThan(now.getTime());
        const before = new Date(until.getTime() - 1);
        expect([before, until].map((when) => assuranceOf(methods, { now: when, options }).level)).toEqual([2, 1]);
      }),
      { numRuns: 2_000 },
    );
  });
});
