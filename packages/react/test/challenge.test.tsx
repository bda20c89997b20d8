import type { ChallengePort } from "@latchkey/server/challenges";
import { proofOfWork } from "@latchkey/server/challenges";
import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { isCancelled, type StoredTokens, type TokenStorage } from "../src/index.ts";
import { createApp, data, openPage } from "./support.tsx";

afterEach(cleanup);

/** A challenge that any token beginning with `right` solves. */
const question: ChallengePort = {
  kind: "question",
  create: () => ({ question: "who are you?" }),
  verify: async (token, { now }) =>
    token.startsWith("right")
      ? { status: "solved", id: token, expiresAt: new Date(now.getTime() + 300_000) }
      : { status: "wrong" },
};
const asked = { kind: "question", action: "login", parameters: { question: "who are you?" } };

function memoryStorage(): TokenStorage {
  const kept: { tokens: StoredTokens | null } = { tokens: null };
  return {
    get: () => kept.tokens,
    set(tokens) {
      kept.tokens = tokens;
    },
  };
}

describe.each(["classic", "proxy"] as const)("a challenge on the %s binding", (binding) => {
  async function waiting(by: ChallengePort = question, isApp = false) {
    const app = await createApp({ challenge: { by, login: "always", signup: "always", reset: "always" } });
    const ada = await app.kit.createUser({ data });
    const page = await openPage(app, binding, isApp ? { storage: memoryStorage() } : {});
    const logIn = () => {
      const ended = vi.fn();
      const call = page.now().login.login({ email: ada.email, password: ada.password }, { onError: ended });
      call.then(ended, ended);
      return ended;
    };
    return { app, ada, ...page, logIn };
  }

  it.each([false, true])(
    "is a step of useFlow; once it is solved, the call is run again (an app: %s)",
    async (isApp) => {
      const { app, now, logIn, atStep } = await waiting(question, isApp);
      await act(async () => void logIn());
      await waitFor(() => expect(now().flow).toMatchObject({ id: "challenge", challenge: asked, isPending: false }));
      expect(now().login.isPending).toBe(true);
      await atStep("challenge", (flow) => flow.solve("right-1"));
      await waitFor(() => expect(now().auth.status).toBe("authenticated"));
      expect(now().flow).toBeNull();
      expect(now().login.isPending).toBe(false);
      await app.close();
    },
  );

  it("is asked again after a wrong solution, and its call ends without an error when it is cancelled", async () => {
    const { app, now, logIn, atStep } = await waiting();
    let ended = vi.fn();
    await act(async () => {
      ended = logIn();
    });
    await waitFor(() => expect(now().flow?.id).toBe("challenge"));
    await atStep("challenge", (flow) => flow.solve("wrong"));
    await waitFor(() => expect(now().flow?.id).toBe("challenge"));
    await atStep("challenge", (flow) => flow.cancel());
    await waitFor(() => expect(now().flow).toBeNull());
    await waitFor(() => expect(now().login).toMatchObject({ isPending: false, error: null }));
    // Not by onError, which would show it.
    expect(ended.mock.calls).toHaveLength(1);
    expect(isCancelled(ended.mock.calls[0]?.[0])).toBe(true);
    await app.close();
  });

  it("is asked for each of the calls that wait, one after the other", async () => {
    const { app, ada, now, logIn, atStep } = await waiting();
    await act(async () => {
      now()
        .password.requestReset({ email: ada.email })
        .catch(() => {});
      logIn();
    });
    await waitFor(() => expect(now().flow).toMatchObject({ id: "challenge", challenge: { action: "reset" } }));
    await atStep("challenge", (flow) => flow.solve("right-1"));
    // An answer about the same user leaves the other call waiting.
    await waitFor(() => expect(now().password.isPending).toBe(false));
    expect(now().flow).toMatchObject({ id: "challenge", challenge: { action: "login" } });
    await atStep("challenge", (flow) => flow.solve("right-2"));
    await waitFor(() => expect(now().auth.status).toBe("authenticated"));
    expect((await app.kit.delivered()).mails.map(({ template }) => template)).toEqual(["password_reset"]);
    await app.close();
  });

  it("is dropped when its user has logged in by other means", async () => {
    const { app, ada, now, logIn } = await waiting();
    await act(async () => void logIn());
    await waitFor(() => expect(now().flow?.id).toBe("challenge"));
    const token = await app.kit.auth.createSessionToken(ada.id, { client: "browser" });
    app.cookies.set("latchkey.session", token ?? "");
    await act(() => now().auth.refresh());
    await waitFor(() => expect(now().auth.status).toBe("authenticated"));
    expect(now().flow).toBeNull();
    await app.close();
  });

  it("that is work is done by the browser: nobody is asked", async () => {
    const { app, now, logIn } = await waiting(proofOfWork({ difficulty: 1 }));
    const seen: unknown[] = [];
    await act(async () => void logIn());
    await waitFor(() => {
      seen.push(now().flow);
      expect(now().auth.status).toBe("authenticated");
    });
    expect(new Set(seen)).toEqual(new Set([null]));
    expect(app.calls.filter((call) => call.includes("account.login"))).toHaveLength(2);
    await app.close();
  });

  it("that is work is given up when it is refused again and again", async () => {
    const stubborn: ChallengePort = { ...proofOfWork({ difficulty: 1 }), verify: async () => ({ status: "wrong" }) };
    const { app, now, logIn } = await waiting(stubborn);
    await act(async () => void logIn());
    await waitFor(() => expect(now().login.error?.message).toBe("Show that you are not a bot, then try again."));
    expect(app.calls.filter((call) => call.includes("account.login"))).toHaveLength(4);
    await app.close();
  });
});
