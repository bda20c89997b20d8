import { act, cleanup, waitFor } from "@testing-library/react";
import { createElement } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { isCancelled } from "../src/index.ts";
import { type App, createApp, data, type Hooks, openPage } from "./support.tsx";

const closing: (() => unknown)[] = [];
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);
process.on("unhandledRejection", note);

afterEach(async () => {
  cleanup();
  for (const close of closing.splice(0).reverse()) await close();
  unhandled.length = 0;
});

async function serve(): Promise<App> {
  const app = await createApp();
  closing.push(app.close);
  return app;
}

const NOBODY = { email: "nobody@example.com", password: "wrong" };

describe("an action", () => {
  it("needs no catch: a failure is in its status, and is thrown for a caller that awaits it", async () => {
    const { now } = await openPage(await serve(), "context");
    act(() => void now().login.login(NOBODY));
    expect(now().login.actions.login.isPending).toBe(true);
    await waitFor(() => expect(now().login.actions.login.error).not.toBeNull());
    // Node reports an unhandled rejection in a later turn of its loop.
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
    await act(() => expect(now().login.login(NOBODY)).rejects.toThrow("incorrect"));
  });

  it("has its own status, which does not change with the hook's other actions", async () => {
    const app = await serve();
    const { now, logIn } = await openPage(app, "context");
    await logIn(await app.kit.createUser({ data }));
    await act(() =>
      now()
        .emails.add("no address")
        .catch(() => {}),
    );
    const { add, remove } = now().emails.actions;
    expect(add).toMatchObject({ isPending: false, fieldErrors: { email: expect.any(String) } });
    expect(remove).toMatchObject({ isPending: false, error: null });
    await act(() =>
      now()
        .emails.remove("unknown@example.com")
        .catch(() => {}),
    );
    expect(now().emails.actions.add.error).not.toBeNull();
    act(() => now().emails.actions.add.clearError());
    expect(now().emails.actions.add.error).toBeNull();
    expect(now().emails.actions.remove.error).not.toBeNull();
  });

  it("calls back with what it returned, or why it failed", async () => {
    const app = await serve();
    const { now } = await openPage(app, "context");
    const { email, password } = await app.kit.createUser({ data });
    const called: unknown[] = [];
    const callbacks = {
      onSuccess: ({ status }: { status: string }) => called.push(["success", status]),
      onError: ({ message }: Error) => called.push(["error", message]),
      onSettled: (state: { status: string } | undefined, error: Error | null) =>
        called.push(["settled", state?.status, error?.message]),
    };
    await act(() =>
      now()
        .login.login({ email, password: "wrong" }, callbacks)
        .catch(() => {}),
    );
    const message = now().login.error?.message;
    expect(message).toContain("incorrect");
    await act(() => now().login.login({ email, password }, callbacks));
    expect(called).toEqual([
      ["error", message],
      ["settled", undefined, message],
      ["success", "authenticated"],
      ["settled", "authenticated", undefined],
    ]);
  });

  it("of a group or a step has its own status as well", async () => {
    const app = await serve();
    const { now, logIn, atStep } = await openPage(app, "context");
    const ada = await app.kit.createUser({ data, totp: true });
    await logIn(ada);
    await atStep("mfa_authenticate", (flow) => flow.authenticate("000000").catch(() => {}));
    await atStep("mfa_authenticate", ({ actions }) => {
      expect(actions.authenticate.fieldErrors).toHaveProperty("code");
      expect(actions.cancel.error).toBeNull();
    });
    expect(now().mfa.actions.totp.begin).toMatchObject({ isPending: false, error: null });
  });
});

describe("a reauthentication that is cancelled", () => {
  it("is no error of the hook, and a caller that awaits the call can distinguish it from one", async () => {
    const app = await serve();
    const { now, logIn, atStep } = await openPage(app, "context");
    await logIn(await app.kit.createUser({ data }));
    app.kit.clock.advance(301);
    const failures: unknown[] = [];
    act(() => {
      now()
        .account.remove()
        .catch((error: unknown) => failures.push(error));
    });
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    await atStep("reauthenticate", (flow) => flow.cancel());
    await waitFor(() => expect(failures).toHaveLength(1));
    expect(isCancelled(failures[0])).toBe(true);
    expect(now().account.error).toBeNull();
    expect(now().account.actions.remove).toMatchObject({ isPending: false, error: null });
    expect(isCancelled(new Error("another"))).toBe(false);
  });
});

describe("a cold page", () => {
  it("fetches a list once whose rows use the hook as well", async () => {
    const app = await serve();
    function Row({ hooks }: { hooks: Hooks }) {
      hooks.useSessions();
      return null;
    }
    function List({ hooks }: { hooks: Hooks }) {
      const { sessions = [] } = hooks.useSessions();
      return sessions.map(({ id }) => createElement(Row, { key: id, hooks }));
    }
    const content = (hooks: Hooks) => createElement(List, { hooks });
    const { now, logIn } = await openPage(app, "context", { content });
    await logIn(await app.kit.createUser({ data }));
    await waitFor(() => expect(now().sessions.sessions).toHaveLength(1));
    // A round trip, in which the rows would have sent requests as well.
    await act(() => now().auth.refresh());
    expect(app.calls.flatMap((call) => call.match(/session\.list/g) ?? [])).toHaveLength(1);
  });
});
