import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { solveProofOfWork } from "../../testing/solveProofOfWork.ts";
import { challengeSuite } from "../../testing/suites/challenge.ts";
import type { ChallengeCall } from "./challenge.ts";
import { hCaptcha } from "./hCaptcha.ts";
import { proofOfWork } from "./proofOfWork.ts";
import { reCaptcha } from "./reCaptcha.ts";
import { turnstile } from "./turnstile.ts";

const call: ChallengeCall = {
  action: "login",
  ip: "192.0.2.1",
  network: "192.0.2.1",
  now: new Date("2026-01-05T12:00:00Z"),
  keys: ["the current key", "the former key"],
  isOwnHost: (hostname) => hostname === "app.acme.com",
};
const keys = { siteKey: "the-site-key", secretKey: "the-secret-key" };
const solved = { success: true, hostname: "app.acme.com" };

const servers: Server[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A provider that gives one answer to the token `right`; null: it never answers. */
async function provider(answer: unknown, status = 200) {
  const forms: URLSearchParams[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      forms.push(form);
      if (answer === null) return;
      const isRight = form.get("response") === "right";
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(isRight ? answer : { success: false, "error-codes": ["invalid-input-response"] }));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/siteverify`, forms, asked: once(server, "request") };
}

challengeSuite(
  { describe, it, expect },
  { name: "proof of work", create: () => proofOfWork({ difficulty: 1 }), solve: solveProofOfWork },
);

const PROVIDERS = { turnstile, hCaptcha, reCaptcha };

for (const [name, create] of Object.entries(PROVIDERS))
  challengeSuite(
    {
      describe,
      expect,
      it: (title, body) => void it(title, body),
    },
    {
      name,
      isBound: false,
      create() {
        const port = create({ ...keys, url: "" });
        return {
          ...port,
          async verify(token, about) {
            const { url } = await provider(solved);
            return create({ ...keys, url }).verify(token, about);
          },
        };
      },
      solve: async () => "right",
    },
  );

describe.each(Object.entries(PROVIDERS))("%s", (_name, create) => {
  const verify = async (answer: unknown, status?: number) => {
    const { url } = await provider(answer, status);
    return create({ ...keys, url }).verify("right", call);
  };

  it("gives clients the site key alone, and the provider the secret", async () => {
    const { url, forms } = await provider(solved);
    const port = create({ ...keys, url });
    expect(await port.create(call)).toEqual({ siteKey: keys.siteKey });
    await port.verify("right", call);
    expect(Object.fromEntries(forms[0] ?? [])).toEqual({
      secret: keys.secretKey,
      response: "right",
      sitekey: keys.siteKey,
      remoteip: call.ip,
    });
  });

  it("accepts no solution of another site or for another action", async () => {
    expect((await verify(solved)).status).toBe("solved");
    expect((await verify({ ...solved, action: "login" })).status).toBe("solved");
    expect((await verify({ ...solved, action: "signup" })).status).toBe("wrong");
    expect((await verify({ ...solved, hostname: "app.acme.com.evil.example" })).status).toBe("wrong");
    const { url } = await provider({ ...solved, hostname: "other.acme.com" });
    const elsewhere = create({ ...keys, url, hostnames: ["other.acme.com"] });
    expect((await elsewhere.verify("right", call)).status).toBe("solved");
  });

  it("is unavailable when the provider fails or refuses our key, never for what the client sent", async () => {
    expect(await verify(solved, 503)).toEqual({ status: "unavailable", reason: "status 503" });
    expect(await verify({ success: false, "error-codes": ["invalid-input-secret"] })).toEqual({
      status: "unavailable",
      reason: "invalid-input-secret",
    });
    expect(await verify("no object")).toEqual({
      status: "unavailable",
      reason: "an answer in another form, with status 200",
    });
    expect(await create({ ...keys, url: "http://127.0.0.1:1/" }).verify("right", call)).toEqual({
      status: "unavailable",
      reason: "TypeError",
    });
    expect(await verify({ success: false, "error-codes": ["timeout-or-duplicate"] })).toEqual({ status: "wrong" });
    expect(await verify({ success: false, "error-codes": ["bad-request"] })).toEqual({ status: "wrong" });
  });

  it("waits three seconds at most", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { url, asked } = await provider(null);
    let outcome: unknown = null;
    const verified = create({ ...keys, url })
      .verify("right", call)
      .then((found) => (outcome = found));
    await asked;
    await vi.advanceTimersByTimeAsync(2_999);
    expect(outcome).toBeNull();
    await vi.advanceTimersByTimeAsync(1);
    expect(await verified).toEqual({ status: "unavailable", reason: "TimeoutError" });
  });

  it("reads no more than an answer may have", async () => {
    const long = { ...solved, challenge_ts: "x".repeat(70_000) };
    expect(await verify(long)).toEqual({
      status: "unavailable",
      reason: "an answer in another form, with status 200",
    });
  });

  it("needs both keys", () => {
    expect(() => create({ ...keys, secretKey: "" })).toThrow("has an empty secretKey");
  });
});

it("reCAPTCHA accepts scores from a limit on", async () => {
  const { url } = await provider({ ...solved, score: 0.4 });
  expect((await reCaptcha({ ...keys, url }).verify("right", call)).status).toBe("wrong");
  expect((await reCaptcha({ ...keys, url, minimumScore: 0.4 }).verify("right", call)).status).toBe("solved");
});

it("hCaptcha may not tell the host", async () => {
  const { url } = await provider({ ...solved, hostname: "not-provided" });
  expect((await hCaptcha({ ...keys, url }).verify("right", call)).status).toBe("solved");
  expect((await turnstile({ ...keys, url }).verify("right", call)).status).toBe("wrong");
});

describe("proof of work", () => {
  const port = proofOfWork({ difficulty: 1 });
  const solution = async (about = call) => solveProofOfWork(await port.create(about));
  const later = (seconds: number) => ({ ...call, now: new Date(call.now.getTime() + seconds * 1000) });

  it("expires after five minutes, by the given time", async () => {
    const token = await solution();
    expect((await port.verify(token, later(299))).status).toBe("solved");
    expect((await port.verify(token, later(300))).status).toBe("wrong");
  });

  it("is signed: nobody makes it easier, or last longer", async () => {
    const token = await solution();
    const text = Buffer.from(token, "base64").toString();
    const forgeries = [
      text.replace(/"until":\d+/, '"until":99999999999'),
      text.replace(/"cost":1/, '"cost":2'),
      text.replace(/"nonce":"\w{2}/, '"nonce":"zz'),
      text.replace(/"nonce":"\w{32}/, `"nonce":"${"00".repeat(16)}`),
      text.replace('"keyPrefix":"00"', '"keyPrefix":"0"'),
      text.replace(/"counter":\d+/, '"counter":4294967295'),
      text.replace(/"counter":\d+/, '"counter":-1'),
    ];
    for (const forged of forgeries) {
      expect(forged).not.toBe(text);
      expect(await port.verify(Buffer.from(forged).toString("base64"), call), forged).toEqual({ status: "wrong" });
    }
  });

  it("is accepted when the secret was rotated while it was solved", async () => {
    const token = await solution({ ...call, keys: ["the former key"] });
    expect((await port.verify(token, call)).status).toBe("solved");
    expect((await port.verify(token, { ...call, keys: ["another key"] })).status).toBe("wrong");
  });

  it("expects a difficulty that can be meant", () => {
    for (const difficulty of [0, 1.5, Number.NaN, 2_000_000])
      expect(() => proofOfWork({ difficulty })).toThrow("expects a whole number");
  });
});

describe("a token that a client has chosen to cause trouble", () => {
  it.each([
    ["is of another site", { success: false, "error-codes": ["sitekey-secret-mismatch"] }, 200],
    ["is refused by a firewall", "<html>", 403],
  ])("is wrong when it %s: it never counts as an outage", async (_what, answer, status) => {
    const { url } = await provider(answer, status);
    for (const port of [hCaptcha({ ...keys, url }), turnstile({ ...keys, url }), reCaptcha({ ...keys, url })])
      expect(await port.verify("right", call)).toEqual({ status: "wrong" });
  });

  it("is not even asked for when it looks like a path", async () => {
    const { url, forms } = await provider(solved);
    expect(await turnstile({ ...keys, url }).verify("../../etc/passwd", call)).toEqual({ status: "wrong" });
    expect(forms).toEqual([]);
  });
});
