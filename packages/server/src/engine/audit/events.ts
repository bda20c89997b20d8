import type { AuthEvent } from "../../config/events.ts";
import type { DeletedFlow } from "../../db/endedFlows.ts";
import type { AuthenticationMethod } from "../../wire/state.ts";
import type { EventDetails } from "../authTransaction.ts";
import type { AuthRequest, Runtime } from "../request.ts";

/** An event of a call, with what the request tells of it. */
export function eventOf({ client, ip, now, userAgent, memo }: AuthRequest, details: EventDetails): AuthEvent {
  const { actor = null } = memo;
  return { at: now, client, ip, userAgent, ...(actor === null ? {} : { actor }), ...details };
}

/** An event of a call of the app's own code. */
export function eventOfApp(
  { clock }: Pick<Runtime, "clock">,
  { actor, ...details }: Omit<EventDetails, "actor"> & { actor?: string | undefined },
): AuthEvent {
  return { at: clock(), ...details, ...(actor === undefined ? {} : { actor }) };
}

type EndOfFlow = "flow_cancelled" | "flow_replaced" | "flow_expired" | "flow_exhausted";

/** The end of flows that were deleted; of those that had ended before it, nothing. */
export function endsOf(type: EndOfFlow, deleted: readonly DeletedFlow[]): EventDetails[] {
  return deleted
    .filter(({ endedReason }) => endedReason === null)
    .map((flow) => ({ type, userId: flow.userId, ...inSession(flow), detail: flow.step }));
}

/** The expiry of flows, at the moment at which they expired. */
export function expiriesOf(expired: readonly DeletedFlow[]): (EventDetails & { at: Date })[] {
  return expired.map((flow) => ({
    type: "flow_expired",
    at: flow.expiresAt,
    userId: flow.userId,
    ...inSession(flow),
    detail: flow.step,
  }));
}

function inSession({ sessionId }: DeletedFlow): Pick<AuthEvent, "sessionId"> {
  return sessionId === null ? {} : { sessionId };
}

/** How a user logged in, without what they entered: the methods, and the providers by their ids. */
export function methodsIn(methods: readonly AuthenticationMethod[]): string {
  return methods.map(nameOf).join(", ");
}

function nameOf(given: AuthenticationMethod): string {
  if (given.method === "mfa") return given.type;
  return given.method === "socialaccount" ? given.provider : given.method;
}
