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
          (error: Error) => page.outcomes.push(error.message),
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
    /** Leaves for the provider, and comes back to the callback page. */
    const journey = async (process: "login" | "connect" = "login") => {
      const url = await act(() =>
        seen.current.providers.redirect("local", { process, callbackUrl: "/after", open: () => {} }),
      );
      const answer = await op.visit(url, "ada");
      page.outcomes = [];
      page.url = `${CALLBACK}?${new URLSearchParams(answer)}`;
      await act(async () => rerender(<StrictMode>{tree()}</StrictMode>));
      await waitFor(() => expect(page.outcomes).toHaveLength(2));
    };
    return { app, seen, page, journey, queryClient: bound.queryClient };
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

  it("logs in with a token that the app got by itself, and tells what is wrong with one", async () => {
    const { app, seen } = await setUp();
    const token = { provider: "local", clientId: CLIENT_ID, idToken: "no token" };
    await act(() => seen.current.providers.loginWithToken(token).catch(() => {}));
    expect(seen.current.providers.fieldErrors).toEqual({ token: "The token is not valid." });
    await app.close();
  });
});
