import { TEST_PASSWORD } from "@latchkey/server/testing";
import { act, cleanup, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { bindings, createApp, renderStrict } from "./support.tsx";

afterEach(cleanup);

describe.each(["classic", "proxy"] as const)("hooks on the %s binding", (binding) => {
  async function setUp(options?: Parameters<typeof createApp>[0]) {
    const app = await createApp(options);
    const bound = bindings(app);
    const { hooks, wrap, call, mine } = bound[binding]();
    const seen: { current: ReturnType<typeof useAll> } = { current: undefined as never };
    function useAll() {
      return {
        auth: hooks.useAuth(),
        flow: hooks.useFlow(),
        login: hooks.useLogin(),
        signup: hooks.useSignup(),
        logout: hooks.useLogout(),
        emails: hooks.useEmails(),
        sessions: hooks.useSessions(),
        account: hooks.useAccount(),
      };
    }
    function Probe() {
      seen.current = useAll();
      return null;
    }
    renderStrict(
      wrap(
        <hooks.AuthProvider>
          <Probe />
        </hooks.AuthProvider>,
      ),
    );
    await waitFor(() => expect(seen.current.auth.status).not.toBe("loading"));
    return { app, seen, call, mine, queryClient: bound.queryClient };
  }

  it("signs up through the flow and shows the user without another round trip", async () => {
    const { app, seen } = await setUp({ account: { emailVerificationBy: "code" } });
    await act(() =>
      seen.current.signup.signup({ email: "ada@example.com", password: TEST_PASSWORD, displayName: "Ada" }),
    );
    expect(seen.current.flow?.id).toBe("verify_email");
    const { code = "" } = (await app.kit.delivered()).lastMail("ada@example.com").context;
    await act(async () => {
      if (seen.current.flow?.id === "verify_email") await seen.current.flow.verify(code);
    });
    expect(seen.current.auth).toMatchObject({
      status: "authenticated",
      user: { email: "ada@example.com", data: { displayName: "Ada", newsletter: false } },
    });
    expect(seen.current.flow).toBeNull();
    expect(app.calls.filter((call) => call.includes("session.get"))).toHaveLength(1);
    await app.close();
  });

  it("tells field errors by name", async () => {
    const { app, seen } = await setUp();
    await act(() => seen.current.login.login({ email: "nobody@example.com", password: "wrong" }).catch(() => {}));
    expect(seen.current.login.fieldErrors).toEqual({
      password: "The email address or the password is not correct. Try again, or reset the password.",
    });
    expect(seen.current.login.isPending).toBe(false);
    await app.close();
  });

  it("keeps its actions the same from one render to the next", async () => {
    const { app, seen } = await setUp();
    const { login, emails, account } = seen.current;
    await act(() => seen.current.login.login({ email: "nobody@example.com", password: "wrong" }).catch(() => {}));
    expect(seen.current.login.login).toBe(login.login);
    expect(seen.current.emails.verify).toBe(emails.verify);
    expect(seen.current.account.update).toBe(account.update);
    await app.close();
  });

  it("gives up a parked call that is cancelled, with the error that it was parked for", async () => {
    const { app, seen, call } = await setUp();
    const ada = await app.kit.createUser({ data: { displayName: "Ada", newsletter: false } });
    await act(() => seen.current.login.login({ email: ada.email, password: ada.password }));
    app.kit.clock.advance(301);
    let answer: Promise<unknown> = Promise.resolve();
    act(() => {
      answer = call(21).catch((error: unknown) => error);
    });
    await waitFor(() => expect(seen.current.flow?.id).toBe("reauthenticate"));
    act(() => {
      if (seen.current.flow?.id === "reauthenticate") seen.current.flow.cancel();
    });
    expect(await answer).toMatchObject({ data: { auth: { errors: [{ code: "reauthentication_required" }] } } });
    expect(seen.current.flow).toBeNull();
    await app.close();
  });

  it("parks a call that needs recent authentication and runs it again", async () => {
    const { app, seen, call } = await setUp();
    const ada = await app.kit.createUser({ data: { displayName: "Ada", newsletter: false } });
    await act(() => seen.current.login.login({ email: ada.email, password: ada.password }));
    app.kit.clock.advance(301);
    let answer: Promise<number> = Promise.resolve(0);
    act(() => {
      answer = call(21);
    });
    await waitFor(() => expect(seen.current.flow?.id).toBe("reauthenticate"));
    await act(async () => {
      if (seen.current.flow?.id === "reauthenticate") await seen.current.flow.reauthenticate(ada.password);
    });
    expect(await answer).toBe(42);
    expect(seen.current.flow).toBeNull();
    await app.close();
  });

  it("ends other sessions once its user has confirmed that it is them", async () => {
    const { app, seen } = await setUp();
    const ada = await app.kit.createUser({ data: { displayName: "Ada", newsletter: false } });
    const { email, password } = ada;
    await app.kit.client("app").account.login.mutate({ email, password });
    await act(() => seen.current.login.login({ email, password }));
    await waitFor(() => expect(seen.current.sessions.sessions).toHaveLength(2));
    app.kit.clock.advance(301);
    const other = seen.current.sessions.sessions?.find(({ isCurrent }) => !isCurrent);
    let ended: Promise<unknown> = Promise.resolve();
    act(() => {
      ended = seen.current.sessions.revoke([other?.id ?? ""]);
    });
    await waitFor(() => expect(seen.current.flow?.id).toBe("reauthenticate"));
    expect(await app.kit.sessionsOf(ada)).toHaveLength(2);
    await act(async () => {
      if (seen.current.flow?.id === "reauthenticate") await seen.current.flow.reauthenticate(password);
      await ended;
    });
    expect(seen.current.sessions.sessions).toMatchObject([{ isCurrent: true }]);
    expect(seen.current.sessions.isPending).toBe(false);
    await app.close();
  });

  it("shows nothing of one account to the next", async () => {
    const { app, seen, queryClient, mine } = await setUp();
    const ada = await app.kit.createUser({ data: { displayName: "Ada", newsletter: false } });
    const bob = await app.kit.createUser({ data: { displayName: "Bob", newsletter: false } });
    await act(() => seen.current.login.login({ email: ada.email, password: ada.password }));
    await act(() => queryClient.fetchQuery({ queryKey: [["mine"], { type: "query" }], queryFn: mine }));
    expect(queryClient.getQueryData([["mine"], { type: "query" }])).toBe(`of ${ada.email}`);
    await act(() => seen.current.logout.logout());
    expect(queryClient.getQueryData([["mine"], { type: "query" }])).toBeUndefined();
    await act(() => seen.current.login.login({ email: bob.email, password: bob.password }));
    expect(seen.current.auth.user?.email).toBe(bob.email);
    expect(JSON.stringify(queryClient.getMutationCache().getAll())).not.toContain(bob.password);
    await app.close();
  });
});
