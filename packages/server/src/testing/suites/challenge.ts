import type { ChallengeCall, ChallengePort } from "../../ports/challenge/challenge.ts";
import type { ChallengeParameters } from "../../wire/errors.ts";
import type { TestApi } from "./api.ts";

/** A challenge to try. */
export interface ChallengeFixture {
  name: string;
  create(): ChallengePort;
  /** A solution, as a client would send it. */
  solve(parameters: ChallengeParameters): Promise<string>;
  /** Whether a solution for one action is refused for another: not where a provider verifies it [true]. */
  isBound?: boolean;
}

const NOW = new Date("2026-01-05T12:00:00Z");
/** Seconds. Solutions are remembered until they expire. */
const LONGEST = 3_600;
const CALL: ChallengeCall = {
  action: "login",
  ip: "192.0.2.1",
  network: "192.0.2.1",
  now: NOW,
  keys: ["a key of the app", "a former key of the app"],
  isOwnHost: (hostname) => hostname === "app.acme.com",
};
const RUBBISH = ["x", "{}", "e30=", "bnVsbA==", "null", "[]", "a".repeat(8_192), "eyJjaGFsbGVuZ2UiOnt9fQ=="];

/** What a challenge must do, for the runner's `describe`, `it` and `expect`. */
export function challengeSuite({ describe, it, expect }: TestApi, fixture: ChallengeFixture): void {
  const { name, create, solve, isBound = true } = fixture;
  describe(`the challenge ${name}`, () => {
    it("creates public parameters that survive JSON, different or equal each time", async () => {
      const port = create();
      const parameters = await port.create(CALL);
      expect(JSON.parse(JSON.stringify(parameters))).toEqual(parameters);
      expect(port.kind.length > 0).toEqual(true);
      for (const key of CALL.keys) expect(JSON.stringify(parameters).includes(key)).toEqual(false);
    });

    it("accepts a solution, and identifies it the same way each time", async () => {
      const port = create();
      const token = await solve(await port.create(CALL));
      expect(/^[!-~]{1,8192}$/.test(token), "it fits into a header").toEqual(true);
      const [one, other] = [await port.verify(token, CALL), await port.verify(token, CALL)];
      expect(one).toEqual(other);
      expect(one.status).toEqual("solved");
      if (one.status !== "solved") return;
      const remembered = (one.expiresAt.getTime() - NOW.getTime()) / 1000;
      expect(remembered > 0 && remembered <= LONGEST).toEqual(true);
    });

    it("refuses what is no solution, without failing", async () => {
      const port = create();
      for (const token of RUBBISH) expect((await port.verify(token, CALL)).status, token.slice(0, 40)).toEqual("wrong");
    });

    it("accepts no solution for another action, nor of another network", async () => {
      if (!isBound) return;
      const port = create();
      const token = await solve(await port.create(CALL));
      expect((await port.verify(token, { ...CALL, action: "signup" })).status).toEqual("wrong");
      expect((await port.verify(token, { ...CALL, network: "198.51.100.1" })).status).toEqual("wrong");
    });
  });
}
