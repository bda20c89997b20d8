import { once } from "node:events";
import { stat, utimes } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, inject, it } from "vitest";
import {
  type DemoProcess,
  type DemoProcessOptions,
  makeDataFolder,
  removeDataFolder,
  startDemoProcess,
} from "./support/demoProcess.ts";

let running: DemoProcess[] = [];

async function start(folder: string, options: DemoProcessOptions = { pages: "given" }): Promise<DemoProcess> {
  const demo = await startDemoProcess(folder, options);
  running.push(demo);
  return demo;
}

/** With a database, which spares a start creating one. */
const filledFolder = () => makeDataFolder(inject("demoData"));

afterEach(async () => {
  for (const demo of running) {
    await demo.stop();
    await removeDataFolder(demo.dataFolder);
  }
  running = [];
});

describe("starting the demo", () => {
  it("reports that it is running already, where the data is in use", async () => {
    const first = await start(await filledFolder());
    await expect(startDemoProcess(first.dataFolder)).rejects.toThrow(/already running \(process \d+\)/);
    // The running one is unaffected.
    expect((await fetch(`${first.url}/dev/options`)).status).toBe(200);
  });

  it("reports that the port is taken, and how to choose another", async () => {
    const first = await start(await filledFolder());
    const port = Number(new URL(first.url).port);
    const folder = await makeDataFolder();
    await expect(startDemoProcess(folder, { port })).rejects.toThrow(`Port ${port} is taken`);
    await removeDataFolder(folder);
  });

  it("creates a database and builds the pages where needed; responds to early requests once it is ready", async () => {
    const port = await freePort();
    const folder = await makeDataFolder();
    const builtAt = async () => (await stat(join(folder, "pages/index.html"))).mtimeMs;
    const starting = start(folder, { port });
    const early = await firstAnswer(`http://localhost:${port}/`);
    expect(early.status).toBe(200);
    const [script] = /[^"]+\.js(?=")/.exec(await early.text()) ?? [];
    expect((await fetch(`http://localhost:${port}${script}`)).status).toBe(200);
    const first = await starting;
    expect(first.output()).not.toMatch(/warn/i);
    await first.stop();
    const before = await builtAt();

    await (await start(folder, { port })).stop();
    expect(await builtAt()).toBe(before);

    // As if their sources had changed since.
    await utimes(join(folder, "pages"), 0, 0);
    await start(folder, { port });
    expect(await builtAt()).toBeGreaterThan(before);
  });

  it("serves the pages from their sources for development", async () => {
    const { url, output } = await start(await filledFolder(), { pages: "sources" });
    expect(await (await fetch(url)).text()).toContain("/src/main.tsx");
    expect(await (await fetch(`${url}/src/main.tsx`)).text()).toContain("import");
    expect(output()).not.toMatch(/warn/i);
  });

  it("reports that the database cannot be reached, without its password", async () => {
    const folder = await makeDataFolder();
    const error = await startDemoProcess(folder, { databaseUrl: "postgres://someone:hush@127.0.0.1:1/demo" }).catch(
      String,
    );
    expect(error).toContain("PostgreSQL at 127.0.0.1:1 cannot be used");
    expect(error).not.toContain("hush");
    await removeDataFolder(folder);
  });

  it("lets only its owner read its accounts' secret, even after a start that follows a crash", async () => {
    const folder = await makeDataFolder();
    const crashed = await startDemoProcess(folder, { pages: "given" });
    await crashed.stop("SIGKILL");
    await stat(join(folder, "demo.pid"));
    await start(folder);
    expect((await stat(join(folder, "secret"))).mode & 0o777).toBe(0o600);
  });

  it("releases everything when it is stopped", async () => {
    const folder = await filledFolder();
    const demo = await startDemoProcess(folder, { pages: "given" });
    await demo.stop();
    await expect(stat(join(folder, "demo.pid"))).rejects.toThrow("ENOENT");
    await removeDataFolder(folder);
  });

  it("responds to no other host name, and lets no other site change anything", async () => {
    const { url } = await start(await filledFolder());
    const { port } = new URL(url);
    const foreign = await fetch(`${url}/dev/options`, { method: "POST", headers: { origin: "https://evil.example" } });
    expect(foreign.status).toBe(403);
    expect((await fetch(`http://127.0.0.1:${port}/dev/mail.json`)).status).toBe(200);
    expect(await statusFor(Number(port), "evil.example")).toBe(421);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The response to the first request that reaches a listening server. */
async function firstAnswer(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch((error: { cause?: { code?: string } }) => {
      if (error.cause?.code !== "ECONNREFUSED") throw error;
      return null;
    });
    if (response !== null) return response;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** `fetch` does not allow setting the host. */
async function statusFor(port: number, host: string): Promise<number | undefined> {
  const { get } = await import("node:http");
  return new Promise((resolve, reject) => {
    get({ host: "localhost", port, path: "/dev/mail.json", headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", reject);
  });
}
