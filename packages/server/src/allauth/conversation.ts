import type { TRPCError } from "@trpc/server";
import type { ResolvedOptions } from "../config/options.ts";
import type { Auth } from "../createAuth.ts";
import { findCall } from "../engine/calls.ts";
import { currentSession } from "../engine/current.ts";
import type { AuthRequest } from "../engine/request.ts";
import { authErrorData, toTRPCError } from "../http/errorFormatter.ts";
import { FailedJourney } from "../lib/authError.ts";
import type { AuthErrorData } from "../wire/errors.ts";
import type { Procedures } from "../wire/procedures.ts";
import type { AuthorizationHeader, ClientHeader, ClientKind, FlowHeader } from "../wire/protocol.ts";
import type { Incoming } from "./incoming.ts";

/** What the handler needs of an auth. */
export type AllauthTarget = Pick<Auth, "authRouter" | "createContext">;

/** One request of the protocol as a caller of the auth router, with the identity that the request presents. */
export interface Conversation {
  readonly client: ClientKind;
  readonly incoming: Incoming;
  readonly options: ResolvedOptions;
  /** The request as use cases see it, for what no procedure returns. */
  readonly request: AuthRequest;
  /** Where in the front end a redirect ends that failed before it was known where it began. */
  readonly errorUrl: string;
  /** The headers that the procedures set, such as cookies. */
  readonly headers: Headers;
  /**
   * Calls a procedure. Its input is parsed there, like that of any client.
   *
   * @throws Refused
   */
  call<Path extends keyof Procedures>(path: Path, input?: unknown): Promise<Procedures[Path]["output"]>;
  /** The same request without an identity. */
  anonymous(): Promise<Conversation>;
  /** Reports an error whose details the client must not see. */
  report(error: unknown): void;
}

/** A procedure has refused a call. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly error: TRPCError;
  readonly data: AuthErrorData;

  constructor(error: TRPCError, input: unknown) {
    super(error.message, { cause: error });
    this.error = error;
    // Where a redirect began is told even if nothing else is.
    const journey = error.cause instanceof FailedJourney ? error.cause.journey : {};
    this.data = authErrorData(error, input) ?? { errors: [], ...journey };
  }
}

/** Refuses as a procedure would. @param input what was parsed, if that is what failed */
export function refusedBy(error: unknown, input?: unknown): Refused {
  return error instanceof Refused ? error : new Refused(toTRPCError(error), input);
}

const CLIENT: ClientHeader = "x-latchkey-client";
const AUTHORIZATION: AuthorizationHeader = "authorization";
const FLOW: FlowHeader = "x-latchkey-flow";
/** The header of an app's token, in every phase of a login. */
export const SESSION_TOKEN = "x-session-token";

/** The headers of the protocol itself, which no other client's headers may replace. */
interface Identity {
  authorization?: string | null;
  flow?: string;
  cookie?: string | null;
  /** Stands in for the origin that the browser does not send with a provider's redirect. */
  origin?: string;
}

export interface Opening {
  auth: AllauthTarget;
  incoming: Incoming;
  client: ClientKind;
  errorUrl: string;
}

/** As a browser: with its cookies. @param origin replaces that of the request */
export function openForBrowser(opening: Opening, origin?: string): Promise<Conversation> {
  const cookie = opening.incoming.header("cookie");
  return converse(opening, { cookie, ...(origin === undefined ? {} : { origin }) });
}

/**
 * As an app: with its one token, that of a session or of a pending flow. Without that of a session, an access token
 * counts (`session.tokens: jwt()`): clients keep sending what they got while their login was pending.
 */
export function openForApp(opening: Opening): Promise<Conversation> {
  const token = opening.incoming.header(SESSION_TOKEN);
  if (token !== null && isSessionToken(token)) return converse(opening, { authorization: `Bearer ${token}` });
  const flow = token === null || token === "" ? {} : { flow: token.slice(FLOW_PREFIX.length) };
  return converse(opening, { ...flow, authorization: opening.incoming.header(AUTHORIZATION) });
}

/**
 * Whether an app presents the token of a session that has ended. A pending flow may have ended as well, with the address
 * verified elsewhere for instance; its client goes on as anonymous, since it has no session to lose.
 */
export async function isGone({ client, incoming, request }: Conversation): Promise<boolean> {
  return client === "app" && isSessionToken(incoming.header(SESSION_TOKEN)) && (await currentSession(request)) === null;
}

/** Whether what an app sends as `X-Session-Token` is a session's. Apps that have none yet may send an empty one. */
export function isSessionToken(token: string | null): boolean {
  return token !== null && token !== "" && !token.startsWith(FLOW_PREFIX);
}

/** The token of a pending flow as an app gets it: in the place of a session's, and told from one. */
export function asSessionToken(flowToken: string): string {
  return `${FLOW_PREFIX}${flowToken}`;
}

const FLOW_PREFIX = "flow.";

async function converse(opening: Opening, identity: Identity): Promise<Conversation> {
  const { auth, incoming, client, errorUrl } = opening;
  const headers = new Headers();
  const context = await auth.createContext({
    req: incoming.withHeaders(headersOf(opening, identity)),
    resHeaders: headers,
  });
  const { runtime, open } = findCall(context, null);
  const caller: unknown = auth.authRouter.createCaller(context);
  return {
    client,
    incoming,
    errorUrl,
    options: runtime.options,
    get request() {
      return open();
    },
    headers,
    async call(path, input) {
      const procedure = path.split(".").reduce<unknown>((node, name) => Reflect.get(Object(node), name), caller);
      try {
        // `routerTable.ts` proves that the router has this path, with this output.
        return await (procedure as (given: unknown) => Promise<Procedures[typeof path]["output"]>)(input);
      } catch (error) {
        throw refusedBy(error, input);
      }
    },
    anonymous: () => converse(opening, {}),
    report: runtime.reportError,
  };
}

/** Our own clients' headers: in this protocol, others say the same. */
const REPLACED: readonly string[] = [CLIENT, AUTHORIZATION, FLOW, "cookie", "dpop"];

function headersOf({ incoming, client }: Opening, { authorization, flow, cookie, origin }: Identity): Headers {
  const headers = new Headers(incoming.headers().filter(([name]) => !REPLACED.includes(name.toLowerCase())));
  headers.set(CLIENT, client);
  if (authorization != null) headers.set(AUTHORIZATION, authorization);
  if (flow !== undefined) headers.set(FLOW, flow);
  if (cookie != null) headers.set("cookie", cookie);
  if (origin !== undefined) headers.set("origin", origin);
  return headers;
}
