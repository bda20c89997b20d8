import { context, metrics, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTelemetry } from "../../src/ports/telemetry/openTelemetry.ts";
import { TEST_PASSWORD as password } from "../../src/testing.ts";
import { refusalOf } from "../support/errors.ts";
import { createTestKit } from "../support/kit.ts";
import { createSocialKit } from "../support/socialKit.ts";

const spans = new InMemorySpanExporter();
const counts = new InMemoryMetricExporter(AggregationTemporality.DELTA);
const meters = new MeterProvider({
  readers: [new PeriodicExportingMetricReader({ exporter: counts, exportIntervalMillis: 3_600_000 })],
});

// As an app does, which starts the SDK; proxies stand in for tracers until then.
const telemetry = openTelemetry({ tracer: trace.getTracer("latchkey"), meter: meters.getMeter("latchkey") });

beforeAll(() => new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }).register());
beforeEach(async () => {
  await meters.forceFlush();
  spans.reset();
  counts.reset();
});
afterAll(async () => {
  await meters.shutdown();
  trace.disable();
  context.disable();
  metrics.disable();
});

/** The spans that have ended, with the names of those above them. */
function takeSpans() {
  const ended = spans.getFinishedSpans();
  const nameOf = (id: string | undefined) => ended.find((span) => span.spanContext().spanId === id)?.name ?? null;
  const taken = ended.map((span) => ({
    name: span.name,
    above: nameOf(span.parentSpanContext?.spanId),
    attributes: span.attributes,
    hasFailed: span.status.code === SpanStatusCode.ERROR,
  }));
  spans.reset();
  return taken;
}

async function takeCounts() {
  await meters.forceFlush();
  const points = counts.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  counts.reset();
  return points.flatMap(({ descriptor, dataPoints }) =>
    dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, attributes, value })),
  );
}

const isCall = ({ name }: { name: string }) => name.startsWith("auth.");

describe.each(["browser", "app"] as const)("spans, %s client", (kind) => {
  const of = { "rpc.system.name": "trpc", "latchkey.client": kind };

  it("tell the path, the client and the outcome of each call", async () => {
    await using kit = await createTestKit({ telemetry });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    takeSpans();
    await refusalOf(client.account.login.mutate({ email: ada.email, password: "a wrong one" }));
    await client.account.login.mutate({ email: ada.email, password });
    await refusalOf(client.account.user.query());
    await refusalOf(client.account.email.verify.mutate({ key: "" }));
    const call = (path: string, outcome: string) => ({
      name: path,
      above: null,
      attributes: { ...of, "rpc.method": path, "latchkey.outcome": outcome },
      hasFailed: false,
    });
    expect(takeSpans().filter(isCall)).toEqual([
      call("auth.account.login", "email_password_mismatch"),
      call("auth.account.login", "ok"),
      call("auth.account.user", "not_authenticated"),
      call("auth.account.email.verify", "invalid_or_expired_key"),
    ]);
  });

  it("contain those of hashes, statements and transactions, and of the mail that follows", async () => {
    await using kit = await createTestKit({ telemetry, rateLimits: false });
    const client = kit.client(kind);
    takeSpans();
    await client.account.signup.mutate({ email: "ada@example.com", password });
    await kit.delivered();
    const inner = takeSpans().filter((span) => !isCall(span));
    const named = (name: string) => inner.filter((span) => span.name === name);
    const above = "auth.account.signup";
    const sql = { "db.system.name": "postgresql" };
    expect(named("latchkey.hash")).toEqual([
      { name: "latchkey.hash", above, attributes: { "latchkey.use": "hash" }, hasFailed: false },
    ]);
    expect(named("latchkey.transaction")).toEqual([
      { name: "latchkey.transaction", above, attributes: sql, hasFailed: false },
    ]);
    expect(named("latchkey.delivery")).toEqual([
      {
        name: "latchkey.delivery",
        above,
        attributes: { "latchkey.kind": "mail", "latchkey.template": "verify_email" },
        hasFailed: false,
      },
    ]);
    expect(named("latchkey.statement").map(({ attributes }) => attributes)).toContainEqual({
      ...sql,
      "db.operation.name": "SELECT",
    });
  });

  it("show that a call failed by itself, and with it what it waited for", async () => {
    const onLogin = async () => {
      throw new Error("of the app");
    };
    await using kit = await createTestKit({ telemetry, hooks: { onLogin } });
    const ada = await kit.createUser();
    takeSpans();
    await refusalOf(kit.client(kind).account.login.mutate({ email: ada.email, password }));
    const failed = takeSpans().filter(({ hasFailed }) => hasFailed);
    expect(failed.map(({ name }) => name)).toEqual(["latchkey.transaction", "auth.account.login"]);
    expect(failed.at(-1)?.attributes).toMatchObject({ "latchkey.outcome": "INTERNAL_SERVER_ERROR" });
  });

  it("name the host of a provider, and nothing of what is sent there", async () => {
    const { kit, op, visitor, logIn } = await createSocialKit({ telemetry });
    await using _kit = kit;
    await logIn(kit.client(kind), visitor("ada-1", { email: "ada@example.com", email_verified: true }));
    const called = takeSpans().filter(({ name }) => name === "latchkey.provider");
    const { host } = new URL(op.issuer);
    expect(called.length).toBeGreaterThan(0);
    for (const { attributes } of called) expect(attributes).toEqual({ "server.address": host });
  });

  it("and counts contain no address, name, password, code or token", async () => {
    await using kit = await createTestKit({ telemetry, account: { loginByCode: { enabled: true } } });
    const ada = await kit.createUser({ totp: true });
    const client = kit.client(kind);
    await refusalOf(client.account.login.mutate({ email: "typed@example.com", password: "typed by mistake" }));
    await client.account.code.request.mutate({ email: ada.email });
    await kit.delivered();
    const { code = "" } = kit.outbox.lastMail(ada.email).context;
    await client.account.code.confirm.mutate({ code });
    const factor = await kit.totp(ada);
    await client.mfa.authenticate.mutate({ code: factor });
    await client.session.get.query();
    const all = JSON.stringify([takeSpans(), await takeCounts()]);
    const secrets = [...client.jar.cookies.values(), ...Object.values(client.tokens).map(String), code, factor];
    const own = [ada.email, ada.id, "192.0.2.1", "test browser", "typed@example.com", "typed by mistake", password];
    for (const value of [...secrets, ...own]) expect(all).not.toContain(value);
    expect(all).toContain("auth.mfa.authenticate");
  });
});

it("counts events by type", async () => {
  await using kit = await createTestKit({ telemetry });
  const ada = await kit.createUser();
  await takeCounts();
  const attempt = (given: string) =>
    refusalOf(kit.client("app").account.login.mutate({ email: ada.email, password: given }));
  await attempt("a wrong one");
  await attempt("a wrong one");
  await attempt(password);
  const client = { "latchkey.client": "app" };
  expect(await takeCounts()).toEqual([
    {
      name: "latchkey.events",
      attributes: { ...client, "latchkey.event": "login_failed", "latchkey.code": "email_password_mismatch" },
      value: 2,
    },
    { name: "latchkey.events", attributes: { ...client, "latchkey.event": "login" }, value: 1 },
  ]);
});

it("works with a tracer alone, with a meter alone, and without either", async () => {
  const tracer = trace.getTracer("latchkey");
  const meter = meters.getMeter("latchkey");
  for (const given of [{ tracer }, { meter }, {}]) {
    await using kit = await createTestKit({ telemetry: openTelemetry(given) });
    const ada = await kit.createUser();
    takeSpans();
    await takeCounts();
    await kit.client("app").account.login.mutate({ email: ada.email, password });
    expect(takeSpans().length > 0).toBe("tracer" in given);
    expect((await takeCounts()).length > 0).toBe("meter" in given);
  }
});

it("starts no span without the option", async () => {
  await using kit = await createTestKit();
  const ada = await kit.createUser();
  await kit.client("app").account.login.mutate({ email: ada.email, password });
  expect(takeSpans()).toEqual([]);
});
