import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { ADA } from "./ada.ts";
import type { Api } from "./api.ts";
import type { DemoClock } from "./clock.ts";
import type { Outbox } from "./outbox.ts";
import { demoSettingsSchema } from "./settings.ts";
import type { Traces } from "./traces.ts";

interface DevServices {
  api: Api;
  outbox: Outbox;
  clock: DemoClock;
  traces: Traces;
  /** The only origin whose pages may change anything here. */
  origin: string;
}

interface Answer {
  status: number;
  body: unknown;
}

type Endpoint = (services: DevServices, body: unknown) => Answer | Promise<Answer>;

const MAX_BODY = 20_000;
const MAX_ADVANCE = 366 * 86_400;
const ok = (body: unknown): Answer => ({ status: 200, body });

/** The demo's endpoints in addition to its API: never have these in an app, since they expose everybody's mail. */
const endpoints: Readonly<Record<string, Endpoint>> = {
  "GET /dev/mail.json": ({ outbox }) => ok(outbox.entries()),
  "DELETE /dev/mail.json": ({ outbox }) => {
    outbox.clear();
    return ok([]);
  },
  "GET /dev/options": ({ api }) => ok(api.settings),
  "POST /dev/options": ({ api }, body) => changeSettings(api, body),
  "GET /dev/clock": ({ clock }) => ok(clockState(clock)),
  "POST /dev/clock": ({ clock }, body) => {
    const parsed = z.object({ advance: z.number().int().min(1).max(MAX_ADVANCE) }).safeParse(body);
    if (!parsed.success) return refusal("advance: expected a whole number of seconds, at least 1.");
    clock.advance(parsed.data.advance);
    return ok(clockState(clock));
  },
  "DELETE /dev/clock": ({ clock }) => {
    clock.reset();
    return ok(clockState(clock));
  },
  "GET /dev/traces": ({ traces }) => ok(traces.list()),
  "POST /dev/ada": async ({ api }) => {
    await api.ensureAda();
    return ok(ADA);
  },
};

/** Handles the request if it is for one of these endpoints. @returns whether it was */
export async function handleDevRequest(
  services: DevServices,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? "/", services.origin);
  const endpoint = endpoints[`${request.method} ${pathname}`];
  if (endpoint === undefined) return false;
  const { origin } = request.headers;
  const { status, body } =
    origin !== undefined && origin !== services.origin
      ? { status: 403, body: { message: "Only the demo's own pages may call this." } }
      : await endpoint(services, await readJson(request));
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
  return true;
}

function clockState(clock: DemoClock) {
  return { now: clock.now().toISOString(), ahead: clock.ahead() };
}

function changeSettings(api: Api, body: unknown): Answer {
  const partial = z.record(z.string(), z.unknown()).safeParse(body);
  const parsed = demoSettingsSchema.safeParse({ ...api.settings, ...partial.data });
  if (!parsed.success)
    return refusal(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join(" "));
  try {
    api.change(parsed.data);
    return ok(api.settings);
  } catch (error) {
    // createAuth explains which options contradict each other: the same text that a developer would get.
    if (error instanceof Error && error.name === "SetupError") return refusal(error.message);
    throw error;
  }
}

function refusal(message: string): Answer {
  return { status: 400, body: { message } };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > MAX_BODY) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
