import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, expect, it, vi } from "vitest";
import { haveIBeenPwned } from "../../src/identity/passwords/haveIBeenPwned.ts";
import { turnstile } from "../../src/ports/challenge/turnstile.ts";
import { TEST_PASSWORD } from "../../src/testing.ts";
import { createTestKit } from "../support/kit.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

afterEach(() => void vi.useRealTimers());

/** Begins its answers at once, and never ends them. */
async function drippingService() {
  const server = createServer((_request, response) => {
    response.writeHead(200).write("0");
    const drip = setInterval(() => response.write("0"), 5);
    response.on("close", () => {
      clearInterval(drip);
      server.emit("hung up");
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    // A server that listens on a port has an address with one.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    answering: () => once(server, "request"),
    hungUp: once(server, "hung up"),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Waits while time stands still; what is due at once happens, such as a connection that postgres.js opens. */
async function standingStill<Result>(work: Promise<Result>): Promise<Result> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  while (!isOver) {
    await vi.advanceTimersByTimeAsync(0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return work;
}

/**
 * Lets the response begin, and removes what nothing holds: Node's `fetch` does not hear of its signal any more then, while
 * the body is being read.
 */
async function letItBegin() {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    // Takes a second where the process has run many files.
    if (turn % 5 === 4) collectGarbage();
  }
}

it("a look-up of passwords that drips holds up nobody, and is hung up on, whatever was collected meanwhile", async () => {
  await using service = await drippingService();
  await using kit = await createTestKit({ account: { password: { isBlocked: haveIBeenPwned({ url: service.url }) } } });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const answering = service.answering();
  const signup = kit.client("app").account.signup.mutate({ email: "ada@example.com", password: TEST_PASSWORD });
  await standingStill(answering);
  await letItBegin();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await standingStill(signup)).toMatchObject({ status: "pending" });
  expect(kit.events.map(({ type }) => type)).toContain("password_check_failed");
  await service.hungUp;
});

it("a provider of challenges that drips is unavailable, and is hung up on, whatever was collected meanwhile", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await using service = await drippingService();
  const answering = service.answering();
  const verified = turnstile({ siteKey: "site", secretKey: "secret", url: service.url }).verify("token", {
    action: "login",
    ip: null,
    network: null,
    now: new Date(),
    keys: ["key"],
    isOwnHost: () => true,
  });
  await answering;
  await letItBegin();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(await verified).toEqual({ status: "unavailable", reason: "TimeoutError" });
  await service.hungUp;
});
