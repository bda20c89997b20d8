import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { jwt } from "../../src/index.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { createTestKit as createKitOn, totpCode } from "../../src/testing.ts";
import { loggedInApp, pairOf, tokenKit } from "../support/appTokens.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const { database, url } = await testDatabase();

const unfinishedLogin = { account: { notifications: { unfinishedLogin: true } }, rateLimits: false } as const;

// Without a clock of the app's, as in production. PGlite has no clock but that of this process, which these tests set.
describe.skipIf(url === null)("processes whose clocks differ, on one database", () => {
  const began = Date.now();
  /** From here on, calls are handled by a process whose clock differs by so many seconds. */
  const atProcessAhead = (seconds: number) => vi.setSystemTime(began + seconds * 1_000);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: began });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([11, 3_600, -3_600])(
    "answer a refresh token again whose answer was lost, at a process that is %d seconds ahead",
    async (ahead) => {
      await using kit = await tokenKit({}, { clock: systemClock });
      await using other = await createKitOn({ database, clock: systemClock, session: { tokens: jwt() } });
      const { client } = await loggedInApp(kit);
      const { refreshToken } = pairOf(client);
      const first = await client.session.refresh.mutate({ refreshToken });
      atProcessAhead(ahead);
      const again = await other.client("app").session.refresh.mutate({ refreshToken });
      expect(again.refreshToken).toBe(first.refreshToken);
      expect([...kit.events, ...other.events].map(({ type }) => type)).not.toContain("refresh_token_reused");
    },
  );

  it("still end the session of a token that is used again later", async () => {
    await using kit = await tokenKit({ refreshGrace: 0 }, { clock: systemClock });
    const { client } = await loggedInApp(kit);
    const { refreshToken } = pairOf(client);
    await client.session.refresh.mutate({ refreshToken });
    atProcessAhead(-3_600);
    expect(await refusalOf(client.session.refresh.mutate({ refreshToken }))).toMatchObject({
      codes: ["invalid_token/refreshToken"],
    });
    expect(kit.events.map(({ type }) => type)).toContain("refresh_token_reused");
  });

  it.each([3_600, -3_600])(
    "report no login that can still be finished, of which one is %d seconds ahead",
    async (ahead) => {
      await using kit = await createTestKit({ ...unfinishedLogin, clock: systemClock });
      const ada = await kit.createUser({ totp: true });
      const client = kit.client("browser");
      if (ahead < 0) atProcessAhead(ahead);
      await client.account.login.mutate({ email: ada.email, password: ada.password });
      atProcessAhead(Math.max(ahead, 0));
      await kit.auth.deliverMessages();
      expect((await kit.delivered()).mails).toEqual([]);
      atProcessAhead(Math.min(ahead, 0));
      const code = await totpCode(ada.totpSecret, systemClock(), { digits: 6, period: 30 });
      expect(await client.mfa.authenticate.mutate({ code })).toMatchObject({ status: "authenticated" });
    },
  );
});
