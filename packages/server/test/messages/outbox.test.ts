import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { createSecrets } from "../../src/lib/secrets.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { outbox } from "../../src/schema.ts";
import { createTestKit as onSameDatabase } from "../../src/testing.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";

const ask = { email: "nobody@example.com" };

describe("the outbox", () => {
  it("neither fails nor slows a call when the provider is down, retries with back-off, and delivers in the end", async () => {
    let isUp = false;
    const sent: string[] = [];
    await using kit = await createTestKit({
      mail: {
        async send({ to }) {
          if (!isUp) throw new Error("the server said 451");
          sent.push(to);
        },
      },
    });
    expect(await kit.client("app").account.password.requestReset.mutate(ask)).toMatchObject({ status: "anonymous" });
    await kit.delivered();
    const failed = kit.events.filter(({ type }) => type === "message_failed");
    expect(failed).toMatchObject([{ detail: "unknown_account" }]);
    expect(await kit.auth.deliverMessages()).toBe(0);
    kit.clock.advance(15);
    expect(await kit.auth.deliverMessages()).toBe(1);
    expect(await kit.database.select().from(outbox)).toMatchObject([{ attempts: 2 }]);
    isUp = true;
    kit.clock.advance(30);
    expect(await kit.auth.deliverMessages()).toBe(1);
    expect(sent).toEqual([ask.email]);
    expect(await kit.database.select().from(outbox)).toEqual([]);
  });

  it("gives up after more than a day, and reports it without the message", async () => {
    await using kit = await createTestKit({ mail: { send: () => Promise.reject(new Error("no such host")) } });
    await kit.client("app").account.password.requestReset.mutate(ask);
    await kit.delivered();
    const stored = () => kit.database.select().from(outbox);
    const begun = kit.clock.now().getTime();
    while ((await stored()).length > 0) {
      kit.clock.advance(1_800);
      await kit.auth.deliverMessages();
    }
    expect(kit.clock.now().getTime() - begun).toBeGreaterThan(86_400_000);
    expect(kit.events.at(-1)).toMatchObject({ type: "message_failed", detail: "unknown_account, given up" });
    expect(await kit.database.select().from(outbox)).toEqual([]);
    expect(JSON.stringify(kit.events)).not.toContain(ask.email);
  });

  it("sends what a process that was killed after its commit had left, once", async () => {
    let answers = () => {};
    const stalled = { send: () => new Promise<void>((resolve) => (answers = resolve)) };
    const dead = await createTestKit({ mail: stalled });
    await dead.client("app").account.password.requestReset.mutate(ask);
    const { database } = await testDatabase();
    await new Promise((resolve) => setImmediate(resolve));
    const [one, two] = [
      await onSameDatabase({ database, clock: dead.clock.now }),
      await onSameDatabase({ database, clock: dead.clock.now }),
    ];
    expect([await one.auth.deliverMessages(), await two.auth.deliverMessages()]).toEqual([0, 0]);
    dead.clock.advance(61);
    await Promise.all([one.auth.deliverMessages(), two.auth.deliverMessages()]);
    expect([...one.outbox.mails, ...two.outbox.mails].map(({ to }) => to)).toEqual([ask.email]);
    answers();
    await Promise.all([one, two, dead].map((kit) => kit.auth.close()));
  });

  it("leaves to the sweep what waited behind a stalled provider for longer than its lease", async () => {
    let release = () => {};
    const stall = new Promise<void>((resolve) => (release = resolve));
    const started: string[] = [];
    await using slow = await createTestKit({
      rateLimits: false,
      mail: {
        send({ to }) {
          started.push(to);
          return stall;
        },
      },
    });
    const people = Array.from({ length: 14 }, (_, index) => `nobody${index}@example.com`);
    for (const email of people) await slow.client("app").account.password.requestReset.mutate({ email });
    await new Promise((resolve) => setImmediate(resolve));
    slow.clock.advance(61);
    const { database } = await testDatabase();
    await using other = await onSameDatabase({ database, clock: slow.clock.now });
    expect(await other.auth.deliverMessages()).toBe(14);
    release();
    await slow.delivered();
    expect(started).toEqual(people.slice(0, 10));
    expect(other.outbox.mails.map(({ to }) => to)).toEqual(expect.arrayContaining(people.slice(10)));
  });

  it.each(["mail", "sms"] as const)("sends once what %s takes without anything to wait for", async (kind) => {
    const sent: string[] = [];
    const delivery = { send: ({ to }: { to: string }) => void sent.push(to) };
    const [by, to] = kind === "mail" ? ["email", "nobody@example.com"] : ["phone", "+4915112345678"];
    await using kit = await createTestKit({
      account: { loginMethods: ["email", "phone"], passwordResetBy: "code" },
      // As one that is written in JavaScript: the types ask for a promise.
      [kind]: delivery,
    });
    await kit.client("app").account.password.requestReset.mutate({ [by]: to });
    await kit.delivered();
    kit.clock.advance(3_700);
    expect(await kit.auth.deliverMessages()).toBe(0);
    expect(sent).toEqual([to]);
    expect(kit.events.map(({ type }) => type)).not.toContain("message_failed");
  });

  it("counts a delivery that never responds as failed after half a minute", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let begin = () => {};
      const begun = new Promise<void>((resolve) => (begin = resolve));
      const send = () => new Promise<void>(() => begin());
      await using kit = await createTestKit({ mail: { send } });
      await kit.client("app").account.password.requestReset.mutate(ask);
      await begun;
      const failed = () => kit.events.filter(({ type }) => type === "message_failed");
      await vi.advanceTimersByTimeAsync(29_999);
      expect(failed()).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      await kit.delivered();
      expect(failed()).toHaveLength(1);
      expect(await kit.database.select().from(outbox)).toMatchObject([{ attempts: 1 }]);
    } finally {
      vi.useRealTimers();
    }
  });

  it("postpones a stored message that it cannot read, and sends the others", async () => {
    await using kit = await createTestKit({ mail: { send: () => Promise.reject(new Error("down")) } });
    await kit.client("app").account.password.requestReset.mutate(ask);
    await kit.delivered();
    const secrets = createSecrets(["a secret of at least thirty-two characters"], systemRandom.bytes);
    const id = systemRandom.uuid();
    const now = kit.clock.now();
    const sealed = secrets.seal("message", JSON.stringify({ kind: "pigeon" }), id);
    await kit.database
      .insert(outbox)
      .values({ id, kind: "mail", sealed, attempts: 0, nextAttemptAt: now, createdAt: now });
    kit.clock.advance(15);
    expect(await kit.auth.deliverMessages()).toBe(2);
    expect((await kit.database.select().from(outbox)).map(({ attempts }) => attempts).sort()).toEqual([1, 2]);
  });

  it("reports the error of a provider without the message that it quotes, in whatever form", async () => {
    const keys: string[] = [];
    await using kit = await createTestKit({
      mail: {
        async send({ to, text, context }) {
          keys.push(context.key ?? "");
          const quoted = `${to} ${context.url} ${encodeURIComponent(to)} ${JSON.stringify({ text })}`;
          throw Object.assign(new Error(`550 refused: ${quoted}`), { code: "EENVELOPE", body: text });
        },
      },
    });
    const ada = await kit.createUser();
    await kit.client("app").account.password.requestReset.mutate({ email: ada.email });
    await kit.delivered();
    const [error] = kit.errors;
    expect(error).toMatchObject({ code: "EENVELOPE", message: expect.stringContaining("550 refused") });
    const said = inspect(error, { depth: null });
    for (const secret of [...keys, ada.email, encodeURIComponent(ada.email), "Someone, probably you", "body"])
      expect(said).not.toContain(secret);
    expect(keys[0]).toMatch(/^.{20,}$/);
  });

  it("stores no message of a change that was rolled back", async () => {
    await using kit = await createTestKit({
      account: { emailVerification: "optional" },
      hooks: {
        onLogin() {
          throw new Error("rolled back");
        },
      },
    });
    await kit
      .client("app")
      .account.signup.mutate({ email: "ada@example.com", password: "a fine password" })
      .catch(() => {});
    expect((await kit.delivered()).mails).toEqual([]);
    expect(await kit.database.select().from(outbox)).toEqual([]);
  });
});

describe("cleaning up", () => {
  it("removes what expired, and nothing else", async () => {
    await using kit = await createTestKit({ session: { lifetime: 1_000 } });
    const ada = await kit.createUser();
    await kit.clientOf(ada, "app");
    await kit.client("app").account.signup.mutate({ email: "new@example.com", password: "a fine password" });
    kit.clock.advance(999);
    await kit.clientOf(ada, "app");
    kit.clock.advance(1);
    expect(await kit.auth.cleanUp()).toBeGreaterThanOrEqual(2);
    expect(await kit.sessionsOf(ada)).toHaveLength(1);
    expect(await kit.auth.cleanUp()).toBe(0);
  });
});
