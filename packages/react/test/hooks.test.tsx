import { TEST_PASSWORD } from "@latchkey/server/testing";
import { onlineManager } from "@tanstack/react-query";
import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { createApp, data, openPage } from "./support.tsx";

afterEach(cleanup);

describe.each(["classic", "proxy", "context"] as const)("hooks on the %s binding", (binding) => {
  async function setUp(options?: Parameters<typeof createApp>[0]) {
    const app = await createApp(options);
    return { app, ...(await openPage(app, binding)) };
  }

  it("signs up through the flow and shows the user without another round trip", async () => {
    const { app, now, atStep } = await setUp({ account: { emailVerificationBy: "code" } });
    await act(() => now().signup.signup({ email: "ada@example.com", password: TEST_PASSWORD, displayName: "Ada" }));
    expect(now().flow?.id).toBe("verify_email");
    const { code = "" } = (await app.kit.delivered()).lastMail("ada@example.com").context;
    await atStep("verify_email", (flow) => flow.verify(code));
    expect(now().auth).toMatchObject({
      status: "authenticated",
      user: { email: "ada@example.com", data: { displayName: "Ada", newsletter: false } },
    });
    expect(now().flow).toBeNull();
    expect(app.calls.filter((call) => call.includes("session.get"))).toHaveLength(1);
    await app.close();
  });

  it("reports field errors by name", async () => {
    const { app, now } = await setUp();
    await act(() =>
      now()
        .login.login({ email: "nobody@example.com", password: "wrong" })
        .catch(() => {}),
    );
    expect(now().login.fieldErrors).toEqual({
      password: "The email address or password is incorrect. Try again, or reset your password.",
    });
    expect(now().login.isPending).toBe(false);
    await app.close();
  });

  it("keeps its actions the same from one render to the next", async () => {
    const { app, now } = await setUp();
    const { login, emails, account } = now();
    await act(() =>
      now()
        .login.login({ email: "nobody@example.com", password: "wrong" })
        .catch(() => {}),
    );
    expect(now().login.login).toBe(login.login);
    expect(now().emails.verify).toBe(emails.verify);
    expect(now().account.update).toBe(account.update);
    await app.close();
  });

  it("ends a waiting call that is cancelled, with the error for which it was waiting", async () => {
    const { app, now, call, logIn, atStep } = await setUp();
    const ada = await app.kit.createUser({ data });
    await logIn(ada);
    app.kit.clock.advance(301);
    let answer: Promise<unknown> = Promise.resolve();
    act(() => {
      answer = call(21).catch((error: unknown) => error);
    });
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    await atStep("reauthenticate", (flow) => flow.cancel());
    expect(await answer).toMatchObject({ data: { auth: { errors: [{ code: "reauthentication_required" }] } } });
    expect(now().flow).toBeNull();
    await app.close();
  });

  it("parks a call that needs recent authentication and runs it again", async () => {
    const { app, now, call, logIn, atStep } = await setUp();
    const ada = await app.kit.createUser({ data });
    await logIn(ada);
    app.kit.clock.advance(301);
    let answer: Promise<number> = Promise.resolve(0);
    act(() => {
      answer = call(21);
    });
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    await atStep("reauthenticate", (flow) => flow.reauthenticate(ada.password));
    expect(await answer).toBe(42);
    expect(now().flow).toBeNull();
    await app.close();
  });

  it("ends other sessions once its user has reauthenticated", async () => {
    const { app, now, atStep } = await setUp();
    const ada = await app.kit.createUser({ data });
    const { email, password } = ada;
    await app.kit.client("app").account.login.mutate({ email, password });
    await act(() => now().login.login({ email, password }));
    await waitFor(() => expect(now().sessions.sessions).toHaveLength(2));
    app.kit.clock.advance(301);
    const other = now().sessions.sessions?.find(({ isCurrent }) => !isCurrent);
    let ended: Promise<unknown> = Promise.resolve();
    act(() => {
      ended = now().sessions.revoke([other?.id ?? ""]);
    });
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    expect(await app.kit.sessionsOf(ada)).toHaveLength(2);
    await atStep("reauthenticate", (flow) => flow.reauthenticate(password));
    await act(() => ended);
    expect(now().sessions.sessions).toMatchObject([{ isCurrent: true }]);
    expect(now().sessions.isPending).toBe(false);
    await app.close();
  });

  it("drops what a user began offline when another one has logged in before the page is online again", async () => {
    const { app, now, queryClient, write, logIn } = await setUp();
    const [ada, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
    await logIn(ada);
    onlineManager.setOnline(false);
    try {
      void queryClient.getMutationCache().build(queryClient, { mutationFn: write }).execute(undefined);
      await act(() => now().logout.logout());
      await logIn(bob);
    } finally {
      onlineManager.setOnline(true);
    }
    await queryClient.resumePausedMutations();
    expect(app.written).toEqual([]);
    await act(() => queryClient.getMutationCache().build(queryClient, { mutationFn: write }).execute(undefined));
    expect(app.written).toEqual([bob.email]);
    await app.close();
  });

  it("shows nothing from one account to the next", async () => {
    const { app, now, queryClient, mine, logIn } = await setUp();
    const ada = await app.kit.createUser({ data });
    const bob = await app.kit.createUser({ data });
    await logIn(ada);
    await act(() => queryClient.fetchQuery({ queryKey: [["mine"], { type: "query" }], queryFn: mine }));
    expect(queryClient.getQueryData([["mine"], { type: "query" }])).toBe(`of ${ada.email}`);
    await act(() => now().logout.logout());
    expect(queryClient.getQueryData([["mine"], { type: "query" }])).toBeUndefined();
    await logIn(bob);
    expect(now().auth.user?.email).toBe(bob.email);
    expect(JSON.stringify(queryClient.getMutationCache().getAll())).not.toContain(bob.password);
    await app.close();
  });
});
