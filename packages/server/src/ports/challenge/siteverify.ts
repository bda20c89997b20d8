import { z } from "zod";
import { later } from "../../lib/instants.ts";
import { SetupError } from "../../lib/setupError.ts";
import { withDeadline } from "../deadline.ts";
import { readBounded } from "../readBounded.ts";
import type { ChallengeCall, ChallengeOutcome, ChallengePort } from "./challenge.ts";

/** Options of the providers whose widget is shown to the user. */
export interface SiteverifyOptions {
  /** The public key of the site, which clients get. */
  siteKey: string;
  secretKey: string;
  /** Host names of the pages that may show the widget. @default those of `origin` and `trustedOrigins` */
  hostnames?: readonly string[];
  /** Where solutions are verified, for a proxy or a test. @default the provider's own address */
  url?: string;
}

interface Provider extends SiteverifyOptions {
  kind: string;
  url: string;
  /** What the provider calls an unknown host name. */
  unknownHost?: string;
  /** The lowest score that is accepted; null: the answer has none. */
  minimumScore?: number | null;
}

/** Milliseconds. */
const TIMEOUT = 3_000;
/** An answer has some hundred bytes. */
const MAX_BYTES = 65_536;
/** Seconds. No provider accepts a token for longer. */
const LIFETIME = 300;
/** Their tokens consist of these; anything else is not worth a request. */
const TOKEN = /^[\w.~+=:-]{1,8192}$/;
/**
 * Our own mistakes, and theirs: not the client's. Not `sitekey-secret-mismatch`, which a client gets who sends a token of
 * a site of its own.
 */
const NOT_THE_CLIENTS = new Set(["missing-input-secret", "invalid-input-secret", "internal-error"]);

const answerSchema = z.object({
  success: z.boolean(),
  hostname: z.string().nullish(),
  action: z.string().nullish(),
  score: z.number().nullish(),
  "error-codes": z.array(z.string()).nullish(),
});
type Answer = z.output<typeof answerSchema>;

/** The protocol that reCAPTCHA introduced and the others follow: a form with the token, a JSON object with `success`. */
export function siteverify(provider: Provider): ChallengePort {
  const { kind, siteKey, secretKey } = provider;
  for (const [name, value] of Object.entries({ siteKey, secretKey }))
    if (value === "")
      throw new SetupError(`challenge.by: ${kind}() has an empty ${name}: is its environment variable set?`);
  return {
    kind,
    create: () => ({ siteKey }),
    async verify(token, call) {
      if (!TOKEN.test(token)) return { status: "wrong" };
      const asked = await ask(provider, token, call.ip);
      if ("status" in asked) return asked;
      if (!asked.success) return refused(asked);
      if (!isForUs(asked, provider, call)) return { status: "wrong" };
      return { status: "solved", id: token, expiresAt: later(call.now, LIFETIME) };
    },
  };
}

async function ask(
  { kind, url, secretKey, siteKey }: Provider,
  token: string,
  ip: string | null,
): Promise<Answer | ChallengeOutcome> {
  const form = new URLSearchParams({ secret: secretKey, response: token, sitekey: siteKey });
  if (ip !== null) form.set("remoteip", ip);
  try {
    return await withDeadline({ who: kind, milliseconds: TIMEOUT }, async (signal) =>
      read(await fetch(url, { method: "POST", body: form, redirect: "error", signal }), signal),
    );
  } catch (error) {
    // Not its message, which may name the request.
    return unavailable(error instanceof Error ? error.name : "no answer");
  }
}

async function read({ status, body }: Response, signal: AbortSignal): Promise<Answer | ChallengeOutcome> {
  if (status >= 500 || status === 429) {
    await body?.cancel();
    return unavailable(`status ${status}`);
  }
  const answer = answerSchema.safeParse(parse(await readBounded(body, MAX_BYTES, signal)));
  if (answer.success) return answer.data;
  // A client may provoke it, such as by a token that a firewall refuses.
  if (status >= 400) return { status: "wrong" };
  return unavailable(`an answer in another form, with status ${status}`);
}

/** @param body null when it is too long to be an answer */
function parse(body: Buffer | null): unknown {
  try {
    return body === null ? null : JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}

function refused({ "error-codes": codes }: Answer): ChallengeOutcome {
  const ours = codes?.find((code) => NOT_THE_CLIENTS.has(code));
  return ours === undefined ? { status: "wrong" } : unavailable(ours);
}

function unavailable(reason: string): ChallengeOutcome {
  return { status: "unavailable", reason };
}

/** A solution of another site's widget, or of another form, is not one. */
function isForUs({ hostname, action, score }: Answer, provider: Provider, call: ChallengeCall): boolean {
  const { hostnames, unknownHost, minimumScore = null } = provider;
  const isOwn = hostnames === undefined ? call.isOwnHost : (host: string) => hostnames.includes(host);
  if (hostname && hostname !== unknownHost && !isOwn(hostname)) return false;
  // A widget that was shown without an action has none.
  if (action && action !== call.action) return false;
  return minimumScore === null || typeof score !== "number" || score >= minimumScore;
}
