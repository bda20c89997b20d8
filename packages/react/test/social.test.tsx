import { createProviderHttp, oidc } from "@latchkey/server/providers";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  nodeFetch,
  type OpenIdProvider,
  startOpenIdProvider,
} from "@latchkey/tooling/open-id-provider";
import { act, cleanup, waitFor } from "@testing-library/react";
import { useEffect } from "react";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { authErrorOf } from "../src/index.ts";
import { createApp, data, type Hooks, openPage } from "./support.tsx";

const CALLBACK = "http://localhost:5173/auth/callback/local";
let op: OpenIdProvider;
beforeAll(async () => {
  op = await startOpenIdProvider([CALLBACK]);
  op.people.set("ada", { email: "ada@example.com", email_verified: true, preferred_username: "ada" });
});
afterAll(() => op.close());
afterEach(cleanup);

interface CallbackPageProps {
  hooks: Hooks;
  url: string;
  onOutcome(outcome: unknown): void;
}

/** The page to which the provider redirects: its effect runs twice, like in React's development mode. */
function CallbackPage({ hooks, url, onOutcome }: CallbackPageProps) {
  const { handleCallback } = hooks.useProviders();
  useEffect(() => {
    handleCallback({ url }).then(onOutcome, onOutcome);
  }, [handleCallback, url, onOutcome]);
  return null;
}

describe.each(["classic", "proxy"] as const)("social login on the %s binding", (binding) => {
  async function setUp({ timeout = 300, isOpen = true } = {}) {
    const local = oidc({
      id: "local",
      name: "Local",
      issuer: op.issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
    });
    const app = await createApp({
      account: { reauthentication: { timeout }, signup: { open: isOpen } },
      social: { providers: [local], http: createProviderHttp({ fetch: nodeFetch }) },
    });
    app.kit.clock.advance((Date.now() - app.kit.clock.now().getTime()) / 1000);
    const visit: { url: string | null; outcomes: unknown[] } = { url: null, outcomes: [] };
    const onOutcome = (outcome: unknown) => void visit.outcomes.push(outcome);
    const page = await openPage(app, binding, {
      content: (hooks) =>
        visit.url === null ? null : (
          <CallbackPage key={visit.url} url={visit.url} hooks={hooks} onOutcome={onOutcome} />
        ),
    });
    const { now, draw } = page;
    await waitFor(() => expect(now().providers.providers).toHaveLength(1));
    /** Leaves for the provider. @returns the provider's response */
    const leave = async (process: "login" | "connect" = "login", invited: { invitation?: string } = {}) => {
      const url = await act(() =>
        now().providers.redirect("local", { process, callbackUrl: "/after", open: () => {}, ...invited }),
      );
      return op.visit(url, "ada");
    };
    /** Comes back to the callback page. */
    const comeBack = async (answer: Record<string, string>) => {
      visit.outcomes = [];
      visit.url = `${CALLBACK}?${new URLSearchParams(answer)}`;
      await draw();
      await waitFor(() => expect(visit.outcomes).toHaveLength(2));
    };
    const journey = async (process: "login" | "connect" = "login") => comeBack(await leave(process));
    /** Goes back to the callback page like a browser: React renders it again, and its effect runs again. */
    const goBack = async () => {
      const { url } = visit;
      visit.url = null;
      await draw();
      visit.outcomes = [];
      visit.url = url;
      await draw();
      await waitFor(() => expect(visit.outcomes).toHaveLength(2));
    };
    const callbacks = () => app.calls.filter((call) => call.endsWith("social.callback")).length;
    return { ...page, app, visit, leave, comeBack, journey, goBack, callbacks };
  }

  it("accepts an invitation where signup is closed", async () => {
    const { app, leave, comeBack, visit } = await setUp({ isOpen: false });
    const { id, key } = await app.kit.auth.createInvitation({ email: "ada@acme.com", data });
    await comeBack(await leave("login", { invitation: key }));
    const state = { status: "pending", flow: { id: "provider_signup", suggested: { email: "ada@acme.com" } } };
    expect(visit.outcomes[0]).toMatchObject({ state });
    expect(await app.kit.auth.getUser(id)).toBeNull();
  });

  it("uses the code once, completes the signup, connects and disconnects", async () => {
    const { app, now, visit, journey, atStep } = await setUp();
    expect(now().providers.providers?.map(({ id, name }) => [id, name])).toEqual([["local", "Local"]]);
    await journey();
    // The app's own field is missing: the signup is pending. Both runs of the effect got the same response.
    expect(visit.outcomes).toEqual([visit.outcomes[0], visit.outcomes[0]]);
    expect(visit.outcomes[0]).toMatchObject({ process: "login", callbackUrl: "/after", state: { status: "pending" } });
    expect(app.calls.filter((call) => call.endsWith("social.callback"))).toHaveLength(1);
    await atStep("provider_signup", (flow) => flow.complete({ displayName: "Ada" }));
    expect(now().auth).toMatchObject({
      status: "authenticated",
      user: { email: "ada@example.com", data: { displayName: "Ada" } },
    });
    await waitFor(() => expect(now().connections.connections).toMatchObject([{ uid: "ada" }]));
    expect(now().providers.connections).toEqual(now().connections.connections);
    const last = now().connections.disconnect({ provider: "local", uid: "ada" });
    await act(() => last.catch(() => {}));
    expect(now().connections.error?.message).toBe("Set a password first.");
    await journey("connect");
    expect(visit.outcomes[0]).toMatchObject({ process: "connect", state: { status: "authenticated" } });
    await act(() => now().logout.logout());
    await journey();
    expect(now().auth.status).toBe("authenticated");
    await app.close();
  });

  it("shows no user who has logged out when one goes back to the callback page", async () => {
    const { app, now, visit, journey, goBack, callbacks, atStep } = await setUp();
    await journey();
    await atStep("provider_signup", (flow) => flow.complete({ displayName: "Ada" }));
    await act(() => now().logout.logout());
    await journey();
    expect(now().auth.status).toBe("authenticated");
    // While the user is logged in, the page still knows where the journey led.
    await goBack();
    expect(visit.outcomes).toMatchObject([{ callbackUrl: "/after" }, { callbackUrl: "/after" }]);
    expect(callbacks()).toBe(2);
    await act(() => now().logout.logout());
    await goBack();
    expect(now().auth.status).toBe("anonymous");
    expect(visit.outcomes).toEqual([expect.any(Error), expect.any(Error)]);
    expect(callbacks()).toBe(3);
    await app.close();
  });

  it("tells the callback page where to continue when the redirect failed", async () => {
    const { app, now, visit, leave, comeBack } = await setUp();
    const answer = await leave();
    await comeBack({ ...answer, code: "no code of theirs" });
    const told = { process: "login", callbackUrl: "/after" };
    expect(authErrorOf(visit.outcomes[0])).toMatchObject({ ...told, errors: [{ param: "code" }] });
    expect(authErrorOf(now().providers.error)).toBeUndefined();
    await app.close();
  });

  it("returns the session to a user who is already logged in, and refuses another one", async () => {
    const { app, now, visit, leave, comeBack, journey, logIn } = await setUp();
    const [own, bob] = [await app.kit.createUser({ data }), await app.kit.createUser({ data })];
    await logIn(own);
    await journey("connect");
    await act(() => now().logout.logout());
    const answer = await leave();
    await logIn(own);
    await comeBack(answer);
    expect(visit.outcomes[0]).toMatchObject({
      process: "login",
      callbackUrl: "/after",
      state: { status: "authenticated", user: { email: own.email } },
    });
    await act(() => now().logout.logout());
    const another = await leave();
    await logIn(bob);
    await comeBack(another);
    expect(authErrorOf(visit.outcomes[0])).toMatchObject({
      errors: [{ code: "already_authenticated" }],
      process: "login",
      callbackUrl: "/after",
    });
    expect(now().auth.user?.email).toBe(bob.email);
    await app.close();
  });

  /** A user with nothing but an account at the provider, and a call that waits for them to reauthenticate. */
  async function waiting() {
    const page = await setUp({ timeout: 1 });
    const { app, now, journey, atStep, call } = page;
    await journey();
    await atStep("provider_signup", (flow) => flow.complete({ displayName: "Ada" }));
    app.kit.clock.advance(2);
    const results: number[] = [];
    await act(async () => void call(21).then((result) => results.push(result)));
    await waitFor(() => expect(now().flow?.id).toBe("reauthenticate"));
    return { ...page, results };
  }

  it("reauthenticates, and runs the waiting call again where the page stayed", async () => {
    const { app, now, visit, comeBack, atStep, results } = await waiting();
    let url = "";
    await atStep("reauthenticate", async (flow) => {
      expect(flow.flows).toEqual([{ id: "provider_reauthenticate", isPending: false, providers: ["local"] }]);
      url = await flow.reauthenticateWithProvider("local", { callbackUrl: "/after", open: () => {} });
    });
    expect(results).toEqual([]);
    await comeBack(await op.visit(url, "ada"));
    // A page that was left for the provider has no waiting call: it learns that something is to be repeated.
    expect(visit.outcomes[0]).toMatchObject({ process: "reauthenticate", callbackUrl: "/after" });
    await waitFor(() => expect(results).toEqual([42]));
    expect(now().flow).toBeNull();
    await app.close();
  });

  it("runs the waiting call again when the user has reauthenticated in another window", async () => {
    const { app, now, queryClient, results } = await waiting();
    const post = async (path: string, input: object) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify(input);
      const response = await app.fetch(`${app.kit.origin}/trpc/auth.${path}`, { method: "POST", headers, body });
      return (await response.json()) as { result: { data: { redirectUrl: string } } };
    };
    const asked = { provider: "local", process: "reauthenticate", callbackUrl: "/" };
    const { result } = await post("social.redirect", asked);
    await post("social.callback", { provider: "local", ...(await op.visit(result.data.redirectUrl, "ada")) });
    expect(results).toEqual([]);
    await act(() => queryClient.invalidateQueries());
    await waitFor(() => expect(results).toEqual([42]));
    expect(now().flow).toBeNull();
    await app.close();
  });

  it("abandons a signup that waits for more", async () => {
    const { app, now, journey, atStep } = await setUp();
    await journey();
    await atStep("provider_signup", (flow) => flow.cancel());
    expect(now().auth.status).toBe("anonymous");
    await app.close();
  });

  it("shows a new connection immediately, and disconnects the provider of a user who has a password", async () => {
    const { app, now, journey, logIn } = await setUp();
    await logIn(await app.kit.createUser({ data }));
    await journey("connect");
    await waitFor(() => expect(now().connections.connections).toHaveLength(1));
    expect(await act(() => now().connections.disconnect({ provider: "local", uid: "ada" }))).toEqual([]);
    await waitFor(() => expect(now().providers.connections).toEqual([]));
    await app.close();
  });

  it("logs in with a token that the app obtained itself, and reports what is wrong with one", async () => {
    const { app, now } = await setUp();
    const token = { provider: "local", clientId: CLIENT_ID, idToken: "no token" };
    await act(() =>
      now()
        .providers.loginWithToken(token)
        .catch(() => {}),
    );
    expect(now().providers.fieldErrors).toEqual({
      token: "This token is not valid. Get a new one from where it was issued.",
    });
    await app.close();
  });
});
