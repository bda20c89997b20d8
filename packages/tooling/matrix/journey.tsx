import assert from "node:assert/strict";
import { useEffect } from "react";
import { Latest } from "../consumer/latest.ts";
import { draw } from "../consumer/page.tsx";
import { type Client, createClient } from "./clients.tsx";
import { type Connection, connect } from "./connections.ts";
import type { Cell } from "./table.ts";

/** The server of a cell, and access to its mail. */
export interface Place {
  url: string;
  socketUrl: string | null;
  codeFor(email: string): Promise<string>;
}

const PASSWORD = "correct horse battery";
const COOKIE = "__Host-latchkey.session";
let people = 0;

/** Renders a component that uses the hooks, and keeps their latest values. */
async function render({ hooks, Providers }: Client) {
  const useHooks = () => ({
    auth: hooks.useAuth(),
    flow: hooks.useFlow(),
    login: hooks.useLogin().login,
    logout: hooks.useLogout().logout,
    signup: hooks.useSignup().signup,
  });
  const page = new Latest<ReturnType<typeof useHooks>>();
  const Page = () => {
    const given = useHooks();
    useEffect(() => page.set(given));
    return null;
  };
  const remove = await draw(
    <Providers>
      <hooks.AuthProvider>
        <Page />
      </hooks.AuthProvider>
    </Providers>,
  );
  const anonymous = () => page.until((given) => (given.auth.status === "anonymous" ? given : null));
  const loggedIn = () => page.until((given) => given.auth.user);
  return { page, anonymous, loggedIn, remove };
}

/**
 * Signs up, verifies the address, checks the user, logs out, checks that there is none, and logs in again: by the
 * hooks,
 * and by the app's own calls and subscriptions.
 *
 * @throws AssertionError when the cell behaves unlike the others
 */
export async function travel(cell: Cell, { codeFor, ...place }: Place): Promise<void> {
  const connection = connect(cell.client);
  const app = createClient(cell, { ...place, connection, transport: cell.transport });
  const { client } = app;
  const email = `person${++people}.${Math.random().toString(36).slice(2)}@example.com`;
  const person = { email, at: cell.transformer === "superjson" ? new Date(0) : "1970-01-01T00:00:00.000Z" };
  const { page, anonymous, loggedIn, remove } = await render(app);
  const isRefused = () => assert.rejects(client.mine.me.query(), /Log in first|session has ended/);

  const { signup, login, logout } = await anonymous();
  await isRefused();
  await signup({ email, password: PASSWORD, displayName: "Ada" });
  const flow = await page.until((given) => (given.flow?.id === "verify_email" ? given.flow : null));
  await flow.verify(await codeFor(email));
  assert.deepEqual((await loggedIn()).data, { displayName: "Ada" });
  assertLogin(connection);
  await assertSomebody(cell, { app, connection, person });

  const ended = cell.transport === "sse" || cell.transport === "websocket" ? await watch(app, person) : null;
  await logout();
  await anonymous();
  assertLogout(connection);
  if (ended !== null) await ended();
  await isRefused();
  await assert.rejects(login({ email, password: "wrong" }), /incorrect/);
  await login({ email, password: PASSWORD });
  await loggedIn();
  assertLogin(connection);
  await assertSomebody(cell, { app, connection, person });
  remove();
}

/** The cookie of a login is hidden from scripts, other sites and plain connections, and no cache keeps its response. */
function assertLogin({ kind, exchanges, storage }: Connection): void {
  const set = exchanges.filter(({ cookies }) => cookies.some((cookie) => cookie.startsWith(`${COOKIE}=`))).at(-1);
  if (kind === "app") {
    assert.deepEqual(
      exchanges.flatMap(({ cookies }) => cookies),
      [],
    );
    assert.ok(storage?.get(), "the app has its tokens");
    return;
  }
  const cookie = set?.cookies.find((line) => line.startsWith(COOKIE)) ?? "";
  const [, ...attributes] = cookie.split("; ").map((attribute) => attribute.replace(/^Max-Age=[1-9]\d+$/, "Max-Age"));
  assert.deepEqual(attributes.toSorted(), ["HttpOnly", "Max-Age", "Path=/", "SameSite=Lax", "Secure"]);
  assert.equal(set?.cacheControl, "private, no-store");
}

function assertLogout({ kind, exchanges, storage }: Connection): void {
  const last = exchanges.filter(({ path }) => path.endsWith("account.logout")).at(-1);
  assert.equal(last?.cacheControl, "private, no-store");
  if (kind === "app") assert.equal(JSON.stringify(storage?.get() ?? {}).includes("sessionToken"), false);
  else assert.ok(last?.cookies.some((cookie) => cookie.startsWith(`${COOKIE}=;`) && cookie.includes("Max-Age=0")));
}

interface Somebody {
  app: Client;
  connection: Connection;
  person: { email: string; at: Date | string };
}

/** Calls of the app and of ours, at the same time: one request if the link batches, and none if a socket is open. */
async function assertSomebody(cell: Cell, { app: { client }, connection, person }: Somebody): Promise<void> {
  const before = connection.exchanges.length;
  const [me, state, again] = await Promise.all([
    client.mine.me.query(),
    client.auth.session.get.query(),
    client.mine.me.query(),
  ]);
  assert.deepEqual([me, again], [person, person]);
  assert.equal(state.status === "authenticated" && state.user.email, person.email);
  const made = connection.exchanges.slice(before);
  // A call that may renew an app's tokens is not batched.
  const alone = cell.client === "app" && cell.transport !== "http" ? 1 : 0;
  assert.equal(made.length, { http: 3, batch: 1, stream: 1, sse: 1, websocket: 0 }[cell.transport] + alone);
  for (const { cacheControl } of made) assert.match(cacheControl ?? "", /^private, no-store(, no-transform)?$/);
  assert.equal(await client.mine.shout.mutate({ text: "hey" }), "HEY");
}

/** Subscribes to the app. @returns a function that waits until the server has ended the subscription */
async function watch({ client }: Client, person: Somebody["person"]): Promise<() => Promise<void>> {
  const heard = new Latest<unknown>();
  const end = new Latest<true>();
  const subscription = client.mine.watch.subscribe(undefined, {
    onData: (data) => heard.set(data),
    onError: () => end.set(true),
    onComplete: () => end.set(true),
    // The browser opens an ended stream again, and is refused then.
    onConnectionStateChange: ({ error }) => (error === null || error === undefined ? undefined : end.set(true)),
  });
  assert.deepEqual(await heard.until((data) => data ?? null), person);
  return async () => {
    await end.until((isEnded) => isEnded);
    subscription.unsubscribe();
  };
}
