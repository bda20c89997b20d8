import type { Tokens } from "@latchkey/server/types";
import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { TokenStorage } from "../src/index.ts";
import type { Init } from "./browserFetch.ts";
import { createApp, data, openPage } from "./support.tsx";

afterEach(cleanup);

/** An app on a device, which keeps tokens in a slow storage. */
async function setUp() {
  const app = await createApp();
  const device: { tokens: Tokens | null } = { tokens: null };
  const storage: TokenStorage = {
    get: async () => device.tokens,
    set: async (tokens) => {
      await Promise.resolve();
      device.tokens = tokens;
    },
  };
  /** Blocks requests whose URL contains this; they keep the headers that they had before. */
  const gate = { holds: "nothing", held: 0, open: Promise.resolve() };
  const fetch = async (url: unknown, init?: Init) => {
    if (String(url).includes(gate.holds)) {
      gate.held++;
      await gate.open;
    }
    return app.fetch(url, init);
  };
  const { now, call, mine, logIn, atStep } = await openPage(app, "classic", { fetch, storage });
  expect(now().auth.status).toBe("anonymous");
  const { email, password } = await app.kit.createUser({ data });
  await logIn({ email, password });
  app.kit.clock.advance(301);
  const reauthenticate = async () => {
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    await atStep("reauthenticate", (flow) => flow.reauthenticate(password));
  };
  return { app, device, gate, now, call, mine, email, reauthenticate };
}

it("keeps the token that a reauthentication renews, with which the waiting call is sent", async () => {
  const { app, device, call, reauthenticate } = await setUp();
  const former = device.tokens?.sessionToken;
  let answer: Promise<number> = Promise.resolve(0);
  act(() => {
    answer = call(21);
  });
  await reauthenticate();
  expect(await answer).toBe(42);
  expect(device.tokens).toEqual({ sessionToken: expect.stringMatching(/^[\w-]{43}$/) });
  expect(device.tokens?.sessionToken).not.toBe(former);
  await app.close();
});

it("repeats a call that was in progress with the previous token, instead of logging out", async () => {
  const { app, device, gate, now, call, mine, email, reauthenticate } = await setUp();
  let open = () => {};
  gate.open = new Promise((resolve) => {
    open = resolve;
  });
  gate.holds = "mine";
  const underWay = mine();
  await waitFor(() => expect(gate.held).toBe(1));
  let answer: Promise<number> = Promise.resolve(0);
  act(() => {
    answer = call(21);
  });
  await reauthenticate();
  expect(await answer).toBe(42);
  open();
  expect(await underWay).toBe(`of ${email}`);
  expect(device.tokens?.sessionToken).toBeDefined();
  expect(now().auth.status).toBe("authenticated");
  await app.close();
});
