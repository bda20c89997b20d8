import { describe, expect, it } from "vitest";
import { ProviderError } from "../../ports/provider.ts";
import { cleanJson } from "./cleanJson.ts";
import { createProviderHttp, type ProviderHttpOptions, requireUrl } from "./providerHttp.ts";

const URL_ = "https://provider.example/me";

function answering(answer: () => Response | Promise<Response>, options: ProviderHttpOptions = {}) {
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const http = createProviderHttp({
    async fetch(url, init) {
      calls.push({ url: String(url), init });
      return answer();
    },
    ...options,
  });
  return { http, calls };
}

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe("calls to a provider", () => {
  it("return JSON, follow no redirect, and name their caller", async () => {
    const { http, calls } = answering(() => Response.json({ id: 1 }));
    expect(await http.json(URL_, { bearer: "token" })).toEqual({ id: 1 });
    const [call] = calls;
    expect(call?.init?.redirect).toBe("error");
    expect(Object.fromEntries(new Headers(call?.init?.headers))).toEqual({
      accept: "application/json",
      authorization: "Bearer token",
      "user-agent": "latchkey",
    });
  });

  it("end after a time, with no response or with an endless one", async () => {
    const silent = answering(() => new Promise<Response>(() => undefined), { timeout: 20 });
    expect(await failure(silent.http.json(URL_))).toMatchObject({ kind: "unreachable" });
    let isCancelled = false;
    const endless = new ReadableStream({
      start: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel() {
        isCancelled = true;
      },
    });
    const stalled = answering(() => new Response(endless), { timeout: 20 });
    expect(await failure(stalled.http.json(URL_))).toMatchObject({ kind: "unreachable" });
    expect(isCancelled).toBe(true);
  });

  it("stop reading a response that is too long, and drop the rest", async () => {
    let sent = 0;
    let isCancelled = false;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(new Uint8Array(1_000));
      },
      cancel() {
        isCancelled = true;
      },
    });
    const { http } = answering(() => new Response(body), { maxBytes: 10_000 });
    expect(await failure(http.json(URL_))).toMatchObject({ kind: "invalid" });
    expect(sent).toBeLessThan(20);
    expect(isCancelled).toBe(true);
  });

  it.each([
    "http://provider.example/me",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://127.evil.example/",
    "http://127.0.0.1.evil.example/",
    "http://localhost.evil.example/",
    "http://xlocalhost/",
    "http://[::2]/",
    "ftp://provider.example/",
    "file:///etc/passwd",
    "https://user:password@provider.example/",
    "javascript:alert(1)",
    "not a url",
    "",
  ])("never go to %j", async (url) => {
    const { http, calls } = answering(() => Response.json({}));
    expect(await failure(http.json(url))).toBeInstanceOf(ProviderError);
    expect(calls).toEqual([]);
    expect(() => requireUrl("option", url)).toThrow("option: expected an https URL");
  });

  it.each(["http://localhost:4000/me", "http://127.0.0.1/me", "http://[::1]:4000/me", "http://id.localhost/me"])(
    "may go to %s, for development",
    async (url) => {
      const { http } = answering(() => Response.json({ id: 1 }));
      expect(await http.json(url)).toEqual({ id: 1 });
    },
  );

  it("distinguish a refusal with its code from a failure, and never repeat what was sent", async () => {
    const kinds = [400, 401, 403, 404, 429, 500, 503].map(async (status) => {
      const { http } = answering(() => Response.json({ error: "invalid_grant" }, { status }));
      return failure(http.json(`${URL_}?code=secret`));
    });
    const errors = (await Promise.all(kinds)) as ProviderError[];
    expect(errors.map(({ kind }) => kind)).toEqual([...Array(4).fill("refused"), ...Array(3).fill("unreachable")]);
    expect(errors[0]?.code).toBe("invalid_grant");
    expect(errors.map(({ message }) => message).join()).not.toContain("secret");
    const { http } = answering(() => Response.json({ error: "<b>not a code</b>\r\n" }, { status: 400 }));
    expect(await failure(http.json(URL_))).toMatchObject({ code: undefined, message: "provider.example answered 400" });
  });

  it("report that a connection failed, without its URL", async () => {
    const cause = Object.assign(new Error("connect ECONNREFUSED https://x/?code=secret"), { code: "ECONNREFUSED" });
    const { http } = answering(() => Promise.reject(new TypeError("fetch failed https://x/?code=secret", { cause })));
    const error = (await failure(http.json(URL_))) as ProviderError;
    expect(error).toMatchObject({ kind: "unreachable", cause: { message: "ECONNREFUSED" } });
  });
});

describe("JSON of a provider", () => {
  it("contains no prototype and nothing that cannot be stored", () => {
    const parsed = cleanJson(JSON.parse('{"__proto__":{"isAdmin":true},"a":["\\u0000","\\ud800"],"\\u0000":1}'));
    expect(Object.assign({}, parsed)).toEqual({ a: ["\ufffd", "\ufffd"], "\ufffd": 1 });
    expect(Object.hasOwn(parsed as object, "__proto__")).toBe(false);
  });
});
