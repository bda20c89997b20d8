import type { AddressInfo } from "node:net";
import { authErrorFormatter } from "@latchkey/server";
import { createTestKit, type TestKit } from "@latchkey/server/testing";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { initTRPC, TRPCError } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { authLink, createAuthHooks } from "../src/index.ts";
import { browserFetch } from "./browserFetch.ts";
import { emptyDatabase } from "./database.ts";
import { watchHints } from "./hints.ts";
import { data, fields, type Shape } from "./support.tsx";

const { closing, said } = watchHints();

type Kit = TestKit<Shape>;
type Context = Awaited<ReturnType<Kit["auth"]["createContext"]>>;

/** An app whose developer forgot the formatter. */
function withoutFormatter({ auth }: Kit) {
  const t = initTRPC.context<Context>().create();
  return t.router({ auth: auth.authRouter, order: t.procedure.input(z.number()).mutation(({ input }) => input) });
}

function withFormatter({ auth }: Kit) {
  const t = initTRPC.context<Context>().create({ errorFormatter: authErrorFormatter });
  return t.router({ auth: auth.authRouter, order: t.procedure.input(z.number()).mutation(({ input }) => input) });
}

type AppRouter = ReturnType<typeof withoutFormatter>;

/** @param answer what the client gets in place of the server's answer */
async function open(routerOf: (kit: Kit) => AppRouter | ReturnType<typeof withFormatter>, fault?: () => unknown) {
  const kit = await createTestKit<Shape>({ database: await emptyDatabase(), account: { signup: { fields } } });
  const server = createHTTPServer({
    router: routerOf(kit),
    basePath: "/trpc/",
    async createContext(opts) {
      await fault?.();
      return kit.auth.createContext(opts);
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  closing.push(async () => {
    server.close();
    server.closeAllConnections();
    await kit[Symbol.asyncDispose]();
  });
  const fetch = browserFetch({ port, origin: kit.origin, cookies: new Map(), calls: [] });
  return { kit, ...connect(`${kit.origin}/trpc`, fetch) };
}

function connect(url: string, fetch: (url: unknown, init?: object) => Promise<Response>) {
  const client = createTRPCClient<AppRouter>({
    links: [authLink<AppRouter>({ url, fetch }), httpBatchLink({ url, fetch })],
  });
  const signUp = () => client.auth.account.signup.mutate(SHORT);
  return { client, signUp };
}

/** A client of something that is no tRPC server. */
const connectTo = (answer: () => Promise<Response>) => connect("https://app.test/trpc", answer);

const SHORT = { email: "ada@example.com", password: "short", ...data };
const WORDS = /"auth\.account\.signup" .* initTRPC\.context<…>\(\)\.create\(\{ errorFormatter: authErrorFormatter \}\)/;

describe("a server without authErrorFormatter", () => {
  it("is named once in the developer's console, with the line to write", async () => {
    const { client, signUp } = await open(withoutFormatter);
    await expect(signUp()).rejects.toThrow();
    await expect(signUp()).rejects.toThrow();
    await expect(client.auth.account.login.mutate({ email: "ada@example.com", password: "wrong" })).rejects.toThrow();
    expect(said()).toEqual([expect.stringMatching(WORDS)]);
  });

  it("is named whatever else its own formatter leaves out", async () => {
    const { signUp } = await open(({ auth }) => {
      const t = initTRPC.context<Context>().create({ errorFormatter: ({ shape }) => ({ ...shape, data: {} }) });
      const order = t.procedure.input(z.number()).mutation(({ input }) => input);
      return t.router({ auth: auth.authRouter, order }) as unknown as AppRouter;
    });
    await expect(signUp()).rejects.toThrow();
    expect(said()).toEqual([expect.stringMatching(WORDS)]);
  });

  it.each(["development", "production"])("shows users a sentence and no JSON, in %s", async (environment) => {
    vi.stubEnv("NODE_ENV", environment);
    const { client } = await open(withoutFormatter);
    const queryClient = new QueryClient();
    const { useSignup } = createAuthHooks(createTRPCOptionsProxy<AppRouter>({ client, queryClient }).auth);
    const wrapper = ({ children }: { children: ReactNode }) => (
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    );
    const { result } = renderHook(useSignup, { wrapper });
    const rejected = vi.fn();
    await act(() => result.current.signup(SHORT).catch(rejected));
    expect(result.current.error?.message).toBe("Check what you entered.");
    expect(rejected).toHaveBeenCalledWith(result.current.error);
  });

  it("still shows users the sentences that it has", async () => {
    const { client } = await open(withoutFormatter);
    await expect(client.auth.account.login.mutate({ email: "ada@example.com", password: "wrong" })).rejects.toThrow(
      "The email address or password is incorrect. Try again, or reset your password.",
    );
  });

  it("leaves the errors of the app's own procedures as they are", async () => {
    const { client } = await open(withoutFormatter);
    await expect(client.order.mutate("one" as unknown as number)).rejects.toThrow("invalid_type");
    expect(said()).toEqual([]);
  });

  it("is not reported in production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    const { signUp } = await open(withoutFormatter);
    await expect(signUp()).rejects.toThrow();
    expect(said()).toEqual([]);
  });
});

describe("a server with authErrorFormatter is not suspected", () => {
  it("when input is wrong, and when there is no such procedure", async () => {
    const { client, signUp } = await open(withFormatter);
    await expect(signUp()).rejects.toThrow();
    const { missing } = client.auth as unknown as {
      missing: { query(): Promise<unknown>; mutate(): Promise<unknown> };
    };
    await expect(missing.query()).rejects.toThrow("missing");
    await expect(missing.mutate()).rejects.toThrow("missing");
    const { login } = client.auth.account as unknown as { login: { query(): Promise<unknown> } };
    await expect(login.query()).rejects.toThrow();
    expect(said()).toEqual([]);
  });

  it("with a formatter of the app's own", async () => {
    const { signUp } = await open(({ auth }) => {
      const errorFormatter = authErrorFormatter.with<Context, never>(({ shape }) => ({ ...shape, data: {} }) as never);
      const t = initTRPC.context<Context>().create({ errorFormatter });
      const order = t.procedure.input(z.number()).mutation(({ input }) => input);
      return t.router({ auth: auth.authRouter, order }) as unknown as AppRouter;
    });
    await expect(signUp()).rejects.toThrow();
    expect(said()).toEqual([]);
  });

  it.each([
    new Error("database gone"),
    new TRPCError({ code: "UNAUTHORIZED" }),
    new TRPCError({ code: "FORBIDDEN" }),
    new TRPCError({ code: "TOO_MANY_REQUESTS" }),
    new TRPCError({ code: "BAD_REQUEST" }),
  ])("when the app's createContext throws %s", async (error) => {
    const { signUp } = await open(withFormatter, () => Promise.reject(error));
    await expect(signUp()).rejects.toThrow();
    expect(said()).toEqual([]);
  });

  it.each([
    ["no network", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["a proxy's page", async () => new Response("<!doctype html><h1>Bad Request</h1>", { status: 400 })],
    ["a proxy's JSON", async () => Response.json({ error: { code: 400, message: "[blocked]" } }, { status: 400 })],
    ["an empty answer", async () => new Response(null, { status: 400 })],
  ])("with %s", async (_name, answer) => {
    const { signUp } = connectTo(answer);
    await expect(signUp()).rejects.toThrow();
    expect(said()).toEqual([]);
  });
});
