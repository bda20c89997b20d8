import { RequestCookies, ResponseCookies } from "@edge-runtime/cookies";
import { initTRPC } from "@trpc/server";
import { describe, expect, it } from "vitest";
import { fromServerAction, fromServerComponent } from "../../src/http/next.ts";
import { authErrorFormatter } from "../../src/index.ts";
import { parseSetCookie } from "../../src/testing.ts";
import { createTestKit } from "../support/kit.ts";

const ORIGIN = "http://localhost:5173";
const person = { email: "ada@acme.com", password: "correct horse battery" };

/**
 * `next/headers` in an action, with the classes that Next itself uses: cookies that were set are read back within the
 * request.
 */
function nextFunctions(sent: Record<string, string>) {
  const headers = new Headers(sent);
  const answer = new Headers();
  const set = new ResponseCookies(answer);
  const read = new RequestCookies(headers);
  const functions = {
    headers: async () => headers,
    cookies: async () => ({
      getAll: () => [...read.getAll().filter(({ name }) => !set.has(name)), ...set.getAll()],
      set: (cookie: Parameters<typeof set.set>[1] & object & { name: string; value: string }) => set.set(cookie),
    }),
  };
  return {
    functions,
    setCookies: () => answer.getSetCookie(),
    /** Like a cookie of the app's own code. */
    set: (name: string, value: string) => void set.set({ name, value, path: "/" }),
  };
}

async function openApp() {
  const kit = await createTestKit({ account: { emailVerification: "optional" } });
  await kit.auth.createUser({ ...person, emailVerified: true });
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const me = t.procedure.concat(kit.auth.authenticated).query(({ ctx }) => ctx.auth.user.email);
  const createCaller = t.createCallerFactory(t.router({ auth: kit.auth.authRouter, me }));
  const address = { "x-forwarded-for": "192.0.2.1" };
  return {
    kit,
    action(sent: Record<string, string>) {
      const { functions, ...rest } = nextFunctions({ ...address, ...sent });
      const context = async () => kit.auth.createContext(await fromServerAction(functions));
      return { caller: createCaller(context), ...rest };
    },
    component(sent: Record<string, string>) {
      const { functions, setCookies } = nextFunctions({ ...address, ...sent });
      const context = async () => kit.auth.createContext(await fromServerComponent(functions));
      return { caller: createCaller(context), setCookies };
    },
  };
}

const cookieHeader = (lines: readonly string[]) =>
  lines
    .map(parseSetCookie)
    .map(({ name, value }) => `${name}=${value}`)
    .join("; ");

describe("a server action of Next", () => {
  it("logs in with the cookie that a response of ours would set, and is logged in from then on", async () => {
    const app = await openApp();
    await using _kit = app.kit;
    const { caller, setCookies } = app.action({ origin: ORIGIN });
    await caller.auth.account.login(person);
    const [line = "", ...others] = setCookies();
    const browser = app.kit.client("browser");
    await browser.account.login.mutate(person);
    const [expected = ""] = browser.lastResponse?.headers.getSetCookie() ?? [];
    const told = (cookie: string) => {
      const { attributes, name } = parseSetCookie(cookie);
      const { expires: _expires, ...rest } = Object.fromEntries(attributes);
      return { name, ...rest, samesite: rest["samesite"]?.toLowerCase() };
    };
    expect(told(line)).toEqual(told(expected));
    expect(others).toEqual([]);
    expect(await caller.me()).toBe(person.email);
    expect(await app.component({ cookie: cookieHeader([line]) }).caller.me()).toBe(person.email);
  });

  it("logs out, and is anonymous from then on", async () => {
    const app = await openApp();
    await using _kit = app.kit;
    const first = app.action({ origin: ORIGIN });
    await first.caller.auth.account.login(person);
    const { caller, setCookies } = app.action({ origin: ORIGIN, cookie: cookieHeader(first.setCookies()) });
    await caller.auth.account.logout();
    expect(setCookies().map(parseSetCookie)).toMatchObject([{ value: "", maxAge: 0 }]);
    await expect(caller.me()).rejects.toThrow("Log in first.");
  });

  it("is refused from a page of another site, whatever Next compares", async () => {
    const app = await openApp();
    await using _kit = app.kit;
    const { caller, setCookies } = app.action({ origin: ORIGIN });
    await caller.auth.account.login(person);
    const cookie = cookieHeader(setCookies());
    const [foreign, unknown] = [app.action({ origin: "https://evil.example", cookie }), app.action({ cookie })];
    await expect(foreign.caller.auth.account.logout()).rejects.toThrow("untrusted origin");
    await expect(unknown.caller.auth.account.logout()).rejects.toThrow("untrusted origin");
    expect([...foreign.setCookies(), ...unknown.setCookies()]).toEqual([]);
  });

  it.each([["as it is"], ["in percent signs"]])("accepts none of two session cookies, one planted %s", async (how) => {
    const app = await openApp();
    await using _kit = app.kit;
    const { caller, setCookies } = app.action({ origin: ORIGIN });
    await caller.auth.account.login(person);
    const own = cookieHeader(setCookies());
    const mallory = app.action({ origin: ORIGIN });
    await app.kit.auth.createUser({ ...person, email: "mallory@acme.com", emailVerified: true });
    await mallory.caller.auth.account.login({ ...person, email: "mallory@acme.com" });
    const [name = "", value = ""] = cookieHeader(mallory.setCookies()).split("=");
    const planted = how === "as it is" ? value : `%${value.charCodeAt(0).toString(16)}${value.slice(1)}`;
    const page = app.component({ cookie: `${own}; ${name}=${planted}` });
    await expect(page.caller.me()).rejects.toThrow();
  });
});

describe("a server component of Next", () => {
  it("is refused a cookie before anything is done: no session is left behind", async () => {
    const app = await openApp();
    await using _kit = app.kit;
    const { caller, setCookies } = app.component({ origin: ORIGIN });
    await expect(caller.auth.account.login(person)).rejects.toThrow("A cookie cannot be set here");
    expect(setCookies()).toEqual([]);
    const browser = app.kit.client("browser");
    await browser.account.login.mutate(person);
    expect(await browser.session.list.query()).toHaveLength(1);
  });

  it("prefetches the logged-in user, and none without a cookie", async () => {
    const app = await openApp();
    await using _kit = app.kit;
    const { caller, setCookies } = app.action({ origin: ORIGIN });
    await caller.auth.account.login(person);
    const cookie = cookieHeader(setCookies());
    expect(await app.component({ cookie }).caller.auth.session.get()).toMatchObject({
      status: "authenticated",
      user: { email: person.email },
    });
    expect(await app.component({}).caller.auth.session.get()).toMatchObject({ status: "anonymous" });
  });
});

describe("a cookie of another name", () => {
  const TOKEN = /latchkey\.session=([\w-]+)/;

  async function loggedIn() {
    const app = await openApp();
    const { caller, setCookies } = app.action({ origin: ORIGIN });
    await caller.auth.account.login(person);
    return { app, token: TOKEN.exec(cookieHeader(setCookies()))?.[1] ?? "" };
  }

  it.each([
    ["whose value holds ours in percent signs", (token: string) => `theme=x%3B%20latchkey.session=${token}`],
    ["that ends in a space, likewise", (token: string) => `theme =x%3B%20latchkey.session=${token}`],
    ["that begins with a tab, likewise", (token: string) => `\ttheme=x%3B%20latchkey.session=${token}`],
    ["that ends in ours", (token: string) => `x-latchkey.session=${token}`],
    ["that begins with ours", (token: string) => `latchkey.session.x=${token}`],
    ["that is ours in percent signs", (token: string) => `latchkey%2Esession=${token}`],
    ["that is ours behind a prefix", (token: string) => `__Host-latchkey.session=${token}`],
    ["that is ours in capitals", (token: string) => `Latchkey.Session=${token}`],
    ["that is ours behind a space of another alphabet", (token: string) => `\u00a0latchkey.session=${token}`],
    ["that is ours before such a space", (token: string) => `latchkey.session\u00a0=${token}`],
  ])("brings no session: one %s", async (_how, cookieOf) => {
    const { app, token } = await loggedIn();
    await using _kit = app.kit;
    const cookie = cookieOf(token);
    expect(await app.component({ cookie: `latchkey.session=${token}` }).caller.me()).toBe(person.email);
    for (const page of [app.component({ cookie }), app.action({ origin: ORIGIN, cookie })])
      await expect(page.caller.me()).rejects.toThrow("Log in first.");
  });

  it("brings none when the app sets it in the same request, whatever its value contains", async () => {
    const { app, token } = await loggedIn();
    await using _kit = app.kit;
    const { caller, set } = app.action({ origin: ORIGIN });
    set("theme", `x; latchkey.session=${token}`);
    set("theme; latchkey.session", token);
    await expect(caller.me()).rejects.toThrow("Log in first.");
  });

  it("takes no session away either", async () => {
    const { app, token } = await loggedIn();
    await using _kit = app.kit;
    const others = `\u00a0latchkey.session=${"x".repeat(43)}; theme=x%3B%20latchkey.session=${"x".repeat(43)}`;
    const cookie = `${others}; latchkey.session=${token}`;
    expect(await app.component({ cookie }).caller.me()).toBe(person.email);
    const { caller, set } = app.action({ origin: ORIGIN, cookie });
    set("theme", `x; latchkey.session=${"x".repeat(43)}`);
    expect(await caller.me()).toBe(person.email);
  });
});
