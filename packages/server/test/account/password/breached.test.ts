import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { haveIBeenPwned } from "../../../src/identity/passwords/haveIBeenPwned.ts";
import { refusalOf } from "../../support/errors.ts";
import { createTestKit } from "../../support/kit.ts";
import { startRangeService } from "../../support/rangeService.ts";

const BREACHED = "through the looking glass";
const OTHER = "a grin without a cat";
const email = "ada@example.com";

async function kitAsking(url: string, isBlocked = haveIBeenPwned({ url })) {
  return createTestKit({ rateLimits: false, account: { password: { isBlocked } } });
}

describe("haveIBeenPwned", () => {
  it("sends five characters of the hash, and asks for padding", async () => {
    await using service = await startRangeService({ [BREACHED]: 3 });
    const isBlocked = haveIBeenPwned({ url: service.url });
    expect([await isBlocked(BREACHED), await isBlocked(OTHER)]).toEqual([true, false]);
    const prefixOf = (text: string) => createHash("sha1").update(text).digest("hex").toUpperCase().slice(0, 5);
    expect(service.asked).toEqual(
      [BREACHED, OTHER].map((text) => ({ path: `/range/${prefixOf(text)}`, padding: "true" })),
    );
  });

  it("does not count an entry that is only padding, nor one that was seen too rarely", async () => {
    await using service = await startRangeService({ [BREACHED]: 0, [OTHER]: 3 });
    const isBlocked = haveIBeenPwned({ url: service.url });
    expect([await isBlocked(BREACHED), await isBlocked(OTHER)]).toEqual([false, true]);
    const often = (minimumCount: number) => haveIBeenPwned({ url: service.url, minimumCount })(OTHER);
    expect([await often(3), await often(4)]).toEqual([true, false]);
  });

  it("hashes a password exactly as it was typed, in UTF-8", async () => {
    const words = ["ὦ ξεῖν’ ἀγγέλλειν", " with spaces around ", "UPPER and lower"];
    await using service = await startRangeService(Object.fromEntries(words.map((word) => [word, 1])));
    const isBlocked = haveIBeenPwned({ url: service.url.slice(0, -1) });
    expect(await Promise.all(words.map(isBlocked))).toEqual([true, true, true]);
    expect(await Promise.all(words.map((word) => isBlocked(`${word}.`)))).toEqual([false, false, false]);
  });

  it("refuses options that make no sense", () => {
    expect(() => haveIBeenPwned({ minimumCount: 0 })).toThrow("minimumCount");
    for (const timeout of [0, 5.1]) expect(() => haveIBeenPwned({ timeout })).toThrow("timeout");
    expect(() => haveIBeenPwned({ url: "range" })).toThrow("url");
  });

  it("refuses a breached password at signup, change and reset, and for users that the app creates", async () => {
    await using service = await startRangeService({ [BREACHED]: 1 });
    await using kit = await kitAsking(service.url);
    const code = async (call: Promise<unknown>) => (await refusalOf(call))?.codes;
    const visitor = kit.client("browser");
    expect(await code(visitor.account.signup.mutate({ email, password: BREACHED }))).toEqual([
      "password_too_common/password",
    ]);
    await expect(kit.createUser({ password: BREACHED })).rejects.toThrow("password");
    const ada = await kit.createUser({ email });
    // Of an address that has an account, the same answer.
    expect(await code(visitor.account.signup.mutate({ email, password: BREACHED }))).toEqual([
      "password_too_common/password",
    ]);
    const inside = await kit.clientOf(ada, "app");
    const change = { currentPassword: ada.password, newPassword: BREACHED };
    expect(await code(inside.account.password.change.mutate(change))).toEqual(["password_too_common/newPassword"]);
    await visitor.account.password.requestReset.mutate({ email });
    const { key = "" } = (await kit.delivered()).lastMail(email).context;
    expect(await code(visitor.account.password.reset.mutate({ key, password: BREACHED }))).toEqual([
      "password_too_common/password",
    ]);
    // The key is still good for another one.
    expect(await code(visitor.account.password.reset.mutate({ key, password: OTHER }))).toBeUndefined();
    expect(kit.events.filter(({ type }) => type === "password_check_failed")).toEqual([]);
  });
});

describe("a service that does not answer properly", () => {
  it.each<[string, (service: { url: string }) => { url: string; timeout?: number }]>([
    ["is not there", () => ({ url: "http://127.0.0.1:9/range/" })],
    ["fails", ({ url }) => ({ url: `${url}500/` })],
    ["redirects", ({ url }) => ({ url: `${url}302/` })],
    ["sends a page", ({ url }) => ({ url: `${url}page/` })],
    ["sends nothing", ({ url }) => ({ url: `${url}empty/` })],
    ["sends too much", ({ url }) => ({ url: `${url}endless/` })],
    ["is slow to begin", ({ url }) => ({ url: `${url}silent/`, timeout: 0.05 })],
    ["is slow to end", ({ url }) => ({ url: `${url}slow/`, timeout: 0.05 })],
  ])("because it %s stops nobody, and is reported", async (_what, optionsFor) => {
    await using service = await startRangeService({});
    service.answer = ({ url = "" }, response) => {
      if (url.includes("500")) response.writeHead(500).end("0123");
      else if (url.includes("302")) response.writeHead(302, { location: "/range/" }).end();
      else if (url.includes("page")) response.end("<!doctype html><title>Log in to this network</title>");
      else if (url.includes("empty")) response.end();
      else if (url.includes("endless")) response.end(`${"0".repeat(35)}:1\r\n`.repeat(50_000));
      else if (url.includes("slow")) response.write(`${"0".repeat(35)}:1\r\n`);
    };
    await using kit = await kitAsking(service.url, haveIBeenPwned(optionsFor(service)));
    const state = await kit.client("browser").account.signup.mutate({ email, password: BREACHED });
    expect(state).toMatchObject({ status: "pending", flow: { id: "verify_email" } });
    expect(kit.events.filter(({ type }) => type === "password_check_failed")).toEqual([
      { type: "password_check_failed", at: kit.clock.now(), userId: null },
    ]);
    expect(kit.errors).toHaveLength(1);
    expect(String(kit.errors[0])).not.toContain(BREACHED);
  });
});
