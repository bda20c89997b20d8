import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { describe, expect, it } from "vitest";
import { type AdapterName, adapterNames, createApp, serve } from "../../support/appServers.ts";
import { type Answer, type HeldCall, holdCall, identify, untilLookedAt } from "../../support/heldCalls.ts";
import { createTestKit, testDatabase } from "../../support/kit.ts";
import { logIn } from "../../support/people.ts";

const kinds = ["browser", "app"] as const;
const text = { text: "" };

/** The response to a call whose body never arrives; null if there is none within two seconds. */
async function answerWithoutBody({ answer }: HeldCall): Promise<Answer | null> {
  let timer: NodeJS.Timeout | undefined;
  const nothing = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, 2_000, null);
  });
  try {
    return await Promise.race([answer, nothing]);
  } finally {
    clearTimeout(timer);
  }
}

const DEAD = "A".repeat(43);
/** tRPC's plugin for Fastify reads JSON before it creates the context. */
const early = adapterNames.filter((name): name is Exclude<AdapterName, "fastify"> => name !== "fastify");

describe.each(early)("a mutation whose body never comes, under %s", (adapter) => {
  const paths = ["app.write", "app.transfer", "app.upload", "auth.account.email.add", "auth.account.password.change"];
  const hold = (port: number, client: Parameters<typeof identify>[0], path: string) =>
    holdCall({
      port,
      client,
      path,
      input: text,
      ...(path === "app.upload" ? { raw: { type: "application/octet-stream", body: "abc" } } : {}),
    });

  it.each(paths)("is refused immediately without a session: %s", async (path) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    const answers = await Promise.all(kinds.map((kind) => answerWithoutBody(hold(port, kit.client(kind), path))));
    for (const answer of answers) expect(answer).toMatchObject({ status: 401, codes: ["not_authenticated"] });
    expect(done).toEqual([]);
  });

  it.each(paths)("is refused immediately with the token of no session: %s", async (path) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    const [browser, app] = [kit.client("browser"), kit.client("app")];
    browser.jar.cookies.set("latchkey.session", DEAD);
    app.tokens.sessionToken = DEAD;
    const answers = await Promise.all([browser, app].map((client) => answerWithoutBody(hold(port, client, path))));
    for (const answer of answers) expect(answer).toMatchObject({ status: 401, codes: ["session_gone"] });
    expect(done).toEqual([]);
  });

  it.each(paths)("is refused immediately from a foreign origin: %s", async (path) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    const client = await logIn(kit, await kit.createUser(), "browser");
    client.headers.origin = "https://evil.example";
    expect(await answerWithoutBody(hold(port, client, path))).toMatchObject({ status: 403, codes: ["csrf"] });
    expect(done).toEqual([]);
  });

  it("is refused immediately when the authentication is not recent", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port } = await serve(kit, adapter);
    const client = await logIn(kit, await kit.createUser(), "app");
    kit.clock.advance(300);
    const answer = await answerWithoutBody(hold(port, client, "app.transfer"));
    expect(answer).toMatchObject({ status: 401, codes: ["reauthentication_required"] });
  });
});

describe.each(adapterNames)("an upload that streams, under %s", (adapter) => {
  const raw = { type: "application/octet-stream", body: "abc" };

  it("is checked when the app's procedure starts, and again at its end, which the app never sees if it is refused", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { takeStatements } = await testDatabase();
    const { port, done } = await serve(kit, adapter);
    const ada = await kit.createUser();
    const client = await logIn(kit, ada, "app");
    takeStatements();
    const call = holdCall({ port, client, path: "app.upload", raw });
    await untilLookedAt(takeStatements, 1);
    // The app reads a stream that started while the session was valid; it must store nothing of it before its end.
    await expect.poll(() => done).toEqual(["upload begins"]);
    await kit.auth.revokeSessions(ada.id);
    expect((await call.release()).codes).toEqual(["session_gone"]);
    const again = holdCall({ port, client, path: "app.upload", raw });
    expect((await again.release()).codes).toEqual(["session_gone"]);
    expect(done).toEqual(["upload begins"]);
  });

  it("arrives whole while its session lives", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    const client = await logIn(kit, await kit.createUser(), "browser");
    expect((await holdCall({ port, client, path: "app.upload", raw }).release()).data).toBe("upload of 3");
    expect(done).toEqual(["upload begins", "upload of 3"]);
  });
});

describe.each(kinds)("a call whose body arrives immediately, %s client", (kind) => {
  const guarded = ["app.write", "app.writeParsed", "app.transfer"];
  const batchOf = (paths: string[]) => ({
    path: `/${paths.join(",")}?batch=1`,
    body: JSON.stringify(Object.fromEntries(paths.map((_, index) => [index, text]))),
  });

  /** Counts the statements that read sessions. */
  async function reads(call: () => Promise<unknown>): Promise<number> {
    const { takeStatements } = await testDatabase();
    takeStatements();
    await call();
    return takeStatements().filter((statement) => statement.includes('"latchkey_sessions"')).length;
  }

  it("costs one statement for all sessions of a batch, in the process", async () => {
    await using kit = await createTestKit({ rateLimits: false });
    const { router, createContext, done } = createApp(kit);
    const { path, body } = batchOf(guarded);
    const client = await logIn(kit, await kit.createUser(), kind);
    // As servers pass it: with the length of the body.
    const length = String(Buffer.byteLength(body));
    const headers = { ...identify(client), "content-type": "application/json", "content-length": length };
    const call = () => {
      const req = new Request(`http://localhost${path}`, { method: "POST", headers, body });
      return fetchRequestHandler({ endpoint: "/", req, router, createContext });
    };
    expect(await reads(call)).toBe(1);
    expect(done).toHaveLength(guarded.length);
  });

  it.each(adapterNames)("costs one statement for all sessions of a batch, under %s", async (adapter) => {
    await using kit = await createTestKit({ rateLimits: false });
    const { port, done } = await serve(kit, adapter);
    // A fetch request does not reveal whether its body has arrived: there, `current` reads by itself.
    const { path, body } = batchOf(adapter === "fetch" ? guarded : [...guarded, "app.whoami"]);
    const client = await logIn(kit, await kit.createUser(), kind);
    const headers = { ...identify(client), "content-type": "application/json" };
    const call = () => fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers, body });
    expect(await reads(call)).toBe(1);
    expect(done.length).toBeGreaterThanOrEqual(guarded.length);
  });
});
