import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPage } from "../consumer/page.tsx";
import { ORIGIN } from "../matrix/app.ts";
import { type Place, travel } from "../matrix/journey.tsx";
import { cellsOf, transports, whyNot } from "../matrix/table.ts";
import { packPackages } from "../src/installed/app.ts";
import { buildNextApp, copyStandalone, type Started, startStandalone } from "../src/installed/next.ts";
import { mixVersions, newestVersions } from "../src/installed/versions.ts";
import { findServices } from "../src/services.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), "latchkey-next-"));
const person = { email: "ada@example.com", password: "correct horse battery" };
const { chromium: executablePath } = await findServices();
/** The header of a proxy in front: Next compares the origin of an action with it. */
const HOST = { "x-forwarded-host": new URL(ORIGIN).host };
const running: Started[] = [];
let url = "";

beforeAll(async () => {
  const tarballs = await packPackages(root, temporary);
  const newest = newestVersions(root);
  await buildNextApp(join(temporary, "app"), tarballs, mixVersions(newest, newest, []));
  copyStandalone(join(temporary, "app"), join(temporary, "image"));
  // The sources of the build are removed, as in an image.
  rmSync(join(temporary, "app"), { recursive: true, force: true });
  url = await start(ORIGIN);
  openPage();
}, 400_000);

afterAll(async () => {
  await Promise.all(running.map((server) => server.stop()));
  rmSync(temporary, { recursive: true, force: true });
}, 120_000);

/** Starts the app with one account. */
async function start(origin?: string): Promise<string> {
  const server = await startStandalone(join(temporary, "image"), origin);
  running.push(server);
  await send(`${server.url}/outbox`, { method: "POST", body: JSON.stringify(person) });
  return server.url;
}

const send = (address: string, init?: RequestInit) => fetch(address, { redirect: "manual", ...init });
const cookieOf = (answer: Response) => (answer.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";

/** Submits the form of the login page like a browser without JavaScript. */
async function submit(headers: Record<string, string>, password = person.password): Promise<Response> {
  const html = await (await send(`${url}/login`)).text();
  const form = new FormData();
  for (const [, name = "", value = ""] of html.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g))
    form.append(name, value.replaceAll("&quot;", '"'));
  form.append("email", person.email);
  form.append("password", password);
  return send(`${url}/login`, { method: "POST", body: form, headers });
}

describe.each([
  ["next app", "/rpc"],
  ["next pages", "/api"],
] as const)("an app under the adapter %s, built and copied alone", (adapter, path) => {
  const placeOf = (transformer: string): Place => ({
    url: `${url}${path}/${transformer}`,
    socketUrl: null,
    codeFor: async (email) => (await send(`${url}/outbox?email=${encodeURIComponent(email)}`)).text(),
  });

  describe.each(transports.filter((transport) => whyNot(adapter, transport) === null))("over %s", (transport) => {
    it.each(cellsOf(adapter, transport))(
      "signs up, logs out and in: transformer $transformer, $binding, $client",
      async (cell) => {
        await expect(travel(cell, placeOf(cell.transformer))).resolves.toBeUndefined();
      },
    );
  });

  it("opens no WebSocket at the path of its calls", async () => {
    const upgrade = { connection: "upgrade", upgrade: "websocket", "sec-websocket-version": "13" };
    const answer = send(`${url}${path}/none/mine.watch`, { headers: upgrade }).then(
      ({ status }) => status,
      () => "refused",
    );
    expect(await answer).not.toBe(101);
  });
});

describe("a server action of Next, built and copied alone", () => {
  it("logs in, and the page that it leads to is about the user", async () => {
    const answer = await submit({ ...HOST, origin: ORIGIN });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/"]);
    const [cookie = ""] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^__Host-latchkey\.session=[\w-]+; Path=\/;.* Secure; HttpOnly; SameSite=lax$/);
    const page = await send(url, { headers: { cookie: cookieOf(answer) } });
    expect(await page.text()).toContain(`<p id="who">${person.email}</p>`);
    expect(page.headers.get("cache-control")).toContain("no-store");
    expect(await (await send(url)).text()).toContain('<p id="who">anonymous</p>');
  });

  it("shows the errors on the same page", async () => {
    const answer = await submit({ ...HOST, origin: ORIGIN }, "wrong");
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain("The email address or password is incorrect.");
  });

  it("logs nobody in or out from an untrusted origin that Next accepts", async () => {
    const origin = "https://evil.example";
    const cookie = cookieOf(await submit({ ...HOST, origin: ORIGIN }));
    const answer = await submit({ "x-forwarded-host": "evil.example", origin, cookie });
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.text()).toContain("This request came from an untrusted origin.");
    const logout = await send(`${url}/who`, { method: "DELETE", headers: { origin, cookie } });
    expect(await logout.json()).toEqual({ error: expect.stringContaining("untrusted origin") });
    expect(await (await send(`${url}/who`, { headers: { cookie } })).json()).toMatchObject({ email: person.email });
  });
});

describe("a route handler of Next, built and copied alone", () => {
  it("logs in, returns the user, and logs out", async () => {
    const headers = { origin: ORIGIN };
    const login = await send(`${url}/who`, { method: "POST", headers, body: JSON.stringify(person) });
    expect(await login.json()).toMatchObject({ status: "authenticated", user: { email: person.email } });
    const cookie = cookieOf(login);
    expect(await (await send(`${url}/who`, { headers: { cookie } })).json()).toMatchObject({ email: person.email });
    const logout = await send(`${url}/who`, { method: "DELETE", headers: { ...headers, cookie } });
    expect(cookieOf(logout)).toBe("__Host-latchkey.session=");
    expect(await (await send(`${url}/who`, { headers: { cookie } })).json()).toBeNull();
  });
});

describe.skipIf(executablePath === null)("a browser at an app of Next", () => {
  it("shows the user at the first paint, without another request, and logs out by the hooks", async () => {
    const address = await start();
    const browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.goto(`${address}/login`, { waitUntil: "networkidle" });
      await page.getByLabel("Email").fill(person.email);
      await page.getByLabel("Password").fill(person.password);
      await page.getByRole("button").click();
      await page.getByText(person.email).waitFor();
      const asked: string[] = [];
      page.on("request", (request) => asked.push(new URL(request.url()).pathname));
      const answer = await page.goto(address, { waitUntil: "networkidle" });
      expect(await answer?.text()).toContain(`<p id="who">${person.email}</p>`);
      expect(asked.filter((path) => path.startsWith("/rpc/"))).toEqual([]);
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByText("anonymous").waitFor();
      expect(asked.filter((path) => path.startsWith("/rpc/"))[0]).toBe("/rpc/none/auth.account.logout");
    } finally {
      await browser.close();
    }
  });
});
