import assert from "node:assert/strict";
import type { MailMessage } from "@latchkey/server/mail";
import { useEffect } from "react";
import { createClassic, createProxy } from "./hooks.js";
import { Latest } from "./latest.js";
import { browserFetch, draw, openPage } from "./page.js";
import { createAppAuth, createPlainRouter, createSuperjsonRouter, listen } from "./server.js";

type App = ReturnType<typeof createClassic> | ReturnType<typeof createProxy>;

const PASSWORD = "correct horse battery";

/** Renders a component that uses the hooks, and keeps their latest values. */
async function render({ hooks, Providers }: App) {
  const useHooks = () => ({
    auth: hooks.useAuth(),
    flow: hooks.useFlow(),
    login: hooks.useLogin().login,
    logout: hooks.useLogout().logout,
    signup: hooks.useSignup().signup,
  });
  const page = new Latest<ReturnType<typeof useHooks>>();
  function Page() {
    const given = useHooks();
    useEffect(() => page.set(given));
    return <p>{given.auth.user?.display}</p>;
  }
  const remove = await draw(
    <Providers>
      <hooks.AuthProvider>
        <Page />
      </hooks.AuthProvider>
    </Providers>,
  );
  return { page, remove };
}

/**
 * Signs up, verifies the address by the mailed code, logs out and in again. @returns the response to a call of the app
 * then
 */
async function travel(app: App, { mail, email }: { mail: Latest<MailMessage>; email: string }) {
  const { page, remove } = await render(app);
  const { signup, login, logout } = await page.until((given) => (given.auth.status === "anonymous" ? given : null));
  await signup({ email, password: PASSWORD, displayName: "Ada" });
  const flow = await page.until((given) => (given.flow?.id === "verify_email" ? given.flow : null));
  const code = await mail.until(({ to, context }) => (to === email ? (context.code ?? null) : null));
  await flow.verify(code);
  const user = await page.until((given) => given.auth.user);
  assert.deepEqual(user.data, { displayName: "Ada", newsletter: false });
  await logout();
  await page.until((given) => (given.auth.status === "anonymous" ? given : null));
  await assert.rejects(login({ email, password: "wrong" }), /incorrect/);
  await login({ email, password: PASSWORD });
  await page.until((given) => given.auth.user);
  const answer = await app.now();
  remove();
  return answer;
}

async function main() {
  openPage();
  const { auth, mail } = await createAppAuth();
  const plain = await listen(createPlainRouter(auth), auth);
  const classic = createClassic({ url: plain.url, fetch: browserFetch() });
  const first = await travel(classic, { mail, email: "classic@example.com" });
  assert.deepEqual(first, { email: "classic@example.com", at: "1970-01-01T00:00:00.000Z" });
  const superjson = await listen(createSuperjsonRouter(auth), auth);
  const proxy = createProxy({ url: superjson.url, fetch: browserFetch() });
  const second = await travel(proxy, { mail, email: "proxy@example.com" });
  assert.deepEqual(second, { email: "proxy@example.com", at: new Date(0) });
  plain.close();
  superjson.close();
  await auth.close();
  console.log(`logged in twice on Node ${process.versions.node}`);
  process.exit();
}

void main();
