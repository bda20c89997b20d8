import { createProviderHttp, oidc } from "@latchkey/server/providers";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  nodeFetch,
  type OpenIdProvider,
  startOpenIdProvider,
} from "@latchkey/tooling/open-id-provider";
import { act, cleanup, waitFor } from "@testing-library/react";
import { StrictMode, useEffect } from "react";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { authErrorOf } from "../src/index.ts";
import { bindings, createApp, renderStrict } from "./support.tsx";

const CALLBACK = "http://localhost:5173/auth/callback/local";
let op: OpenIdProvider;
beforeAll(async () => {
  op = await startOpenIdProvider([CALLBACK]);
  op.people.set("ada", { email: "ada@example.com", email_verified: true, preferred_username: "ada" });
});
afterAll(() => op.close());
afterEach(cleanup);

describe.each(["classic", "proxy"] as const)("social login on the %s binding", (binding) => {
  async function setUp() {
    const local = oidc({
      ...{ id: "local", name: "Local", issuer: op.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET },
    });
    const app = await createApp({ social: { providers: [local], http: createProviderHttp({ fetch: nodeFetch }) } });
    app.kit.clock.advance((Date.now() - app.kit.clock.now().getTime()) / 1000);
    const bound = bindings(app);
    const { hooks, wrap } = bound[binding]();
    const seen: { current: ReturnType<typeof useAll> } = { current: undefined as never };
    const page: { url: string | null; outcomes: unknown[] } = { url: null, outcomes: [] };
    function useAll() {
      return {
        auth: hooks.useAuth(),
        flow: hooks.useFlow(),
        login: hooks.useLogin(),
        logout: hooks.useLogout(),
        providers: hooks.useProviders(),
        connections: hooks.useConnections(),
      };
    }
    function Probe() {
      seen.current = useAll();
      return null;
    }
    /** The page to which the provider sends people back: its effect runs twice, as React does in development. */
    function CallbackPage({ url }: { url: string }) {
      const { handleCallback } = hooks.useProviders();
      useEffect(() => {
        handleCallback({ url }).then(
          (outcome) => page.outcomes.push(outcome),
          (error: Error) => page.outcomes.push(error),
        );
      }, [handleCallback, url]);
      return null;
    }
    const tree = () =>
      wrap(
        <hooks.AuthProvider>
          <Probe />
          {page.url === null ? null : <CallbackPage key={page.url} url={page.url} />}
        </hooks.AuthProvider>,
      );
    const { rerender } = renderStrict(tree());
    await waitFor(() => expect(seen.current.providers.providers).toHaveLength(1));
    /** Leaves for the provider. @returns what it answers */
    const leave = async (process: "login" | "connect" = "login") => {
      const url = await act(() =>
        seen.current.providers.redirect("local", { process, callbackUrl: "/after", open: () => {} }),
      );
      return op.visit(url, "ada");
    };
    /** Comes back to the callback page. */
    const comeBack = async (answer: Record<string, string>) => {
      page.outcomes = [];
      page.url = `${CALLBACK}?${new URLSearchParams(answer)}`;
      await act(async () => rerender(<StrictMode>{tree()}</StrictMode>));
      await waitFor(() => expect(page.outcomes).toHaveLength(2));
    };
    const journey = async (process: "login" | "connect" = "login") => comeBack(await leave(process));
    /** Goes back to the callback page as browsers do: React draws it anew, and its effect runs again. */
    const goBack = async () => {
      const { url } = page;
      page.url = null;
      await act(async () => rerender(<StrictMode>{tree()}</StrictMode>));
      page.outcomes = [];
      page.url = url;
      await act(async () => rerender(<StrictMode>{tree()}</StrictMode>));
      await waitFor(() => expect(page.outcomes).toHaveLength(2));
    };
    const callbacks = () => app.calls.filter((call) => call.endsWith("social.callback")).length;
    return { app, seen, page, leave, comeBack, journey, goBack, callbacks };
  }

  it("uses the code once, completes the signup, connects and disconnects", async () => {
    const { app, seen, page, journey } = await setUp();
    expect(seen.current.providers.providers?.map(({ id, name }) => [id, name])).toEqual([["local", "Local"]]);
    await journey();
    // The app's own field is missing: the signup waits. Both runs of the effect got the one answer.
    expect(page.outcomes).toEqual([page.outcomes[0], page.outcomes[0]]);
    expect(page.outcomes[0]).toMatchObject({ process: "login", callbackUrl: "/after", state: { status: "pending" } });
    expect(app.calls.filter((call) => call.endsWith("social.callback"))).toHaveLength(1);
    await act(async () => {
      if (seen.current.flow?.id === "provider_signup") await seen.current.flow.complete({ displayName: "Ada" });
    });
    expect(seen.current.auth).toMatchObject({
      ...{ status: "authenticated", user: { email: "ada@example.com", data: { displayName: "Ada" } } },
    });
    await waitFor(() => expect(seen.current.connections.connections).toMatchObject([{ uid: "ada" }]));
    expect(seen.current.providers.connections).toEqual(seen.current.connections.connections);
    const last = seen.current.connections.disconnect({ provider: "local", uid: "ada" });
    await act(() => last.catch(() => {}));
    expect(seen.current.connections.error?.message).toBe("Set a password first.");
    await journey("connect");
    expect(page.outcomes[0]).toMatchObject({ process: "connect", state: { status: "authenticated" } });
    await act(() => seen.current.logout.logout());
    await journey();
    expect(seen.current.auth.status).toBe("authenticated");
    await app.close();
  });

  it("shows nobody who has logged out when one goes back to the callback page", async () => {
    const { app, seen, page, journey, goBack, callbacks } = await setUp();
    await journey();
    await act(async () => {
      if (seen.current.flow?.id === "provider_signup") await seen.current.flow.complete({ displayName: "Ada" });
    });
    await act(() => seen.current.logout.logout());
    await journey();
    expect(seen.current.auth.status).toBe("authenticated");
    // As long as they are logged in, the page still knows where the journey led to.
    await goBack();
    expect(page.outcomes).toMatchObject([{ callbackUrl: "/after" }, { callbackUrl: "/after" }]);
    expect(callbacks()).toBe(2);
    await act(() => seen.current.logout.logout());
    await goBack();
    expect(seen.current.auth.status).toBe("anonymous");
    expect(page.outcomes).toEqual([expect.any(Error), expect.any(Error)]);
    expect(callbacks()).toBe(3);
    await app.close();
  });

  it("tells the callback page where to go on when the journey failed", async () => {
    const { app, seen, page, leave, comeBack } = await setUp();
    const answer = await leave();
    await comeBack({ ...answer, code: "no code of theirs" });
    const told = { process: "login", callbackUrl: "/after" };
    expect(authErrorOf(page.outcomes[0])).toMatchObject({ ...told, errors: [{ param: "code" }] });
    expect(authErrorOf(seen.current.providers.error)).toBeUndefined();
    await app.close();
  });

  it("answers the session to whoever is logged in already, and refuses another person", async () => {
    const { app, seen, page, leave, comeBack, journey } = await setUp();
    const data = { displayName: "Somebody", newsletter: false };
    const [own, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
    const logIn = ({ email, password }: typeof own) => act(() => seen.current.login.login({ email, password }));
    await logIn(own);
    await journey("connect");
    await act(() => seen.current.logout.logout());
    const answer = await leave();
    await logIn(own);
    await comeBack(answer);
    expect(page.outcomes[0]).toMatchObject({
      ...{ process: "login", callbackUrl: "/after", state: { status: "authenticated", user: { email: own.email } } },
    });
    await act(() => seen.current.logout.logout());
    const another = await leave();
    await logIn(bob);
    await comeBack(another);
    expect(authErrorOf(page.outcomes[0])).toMatchObject({
      ...{ errors: [{ code: "already_authenticated" }], process: "login", callbackUrl: "/after" },
    });
    expect(seen.current.auth.user?.email).toBe(bob.email);
    await app.close();
  });

  it("logs in with a token that the app got by itself, and tells what is wrong with one", async () => {
    const { app, seen } = await setUp();
    const token = { provider: "local", clientId: CLIENT_ID, idToken: "no token" };
    await act(() => seen.current.providers.loginWithToken(token).catch(() => {}));
    expect(seen.current.providers.fieldErrors).toEqual({
      token: "The provider's token is not valid. Get a new one from the provider.",
    });
    await app.close();
  });
});
