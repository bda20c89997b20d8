import type { TRPCError } from "@trpc/server";
import { toTRPCError } from "../../http/errorFormatter.ts";
import { AuthError } from "../../lib/authError.ts";
import type { AuthRequest } from "../request.ts";

/** Of this side; refusals of callers are no failures. */
const FAILURES: ReadonlySet<TRPCError["code"]> = new Set(["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"]);

/** Runs a call within a span, where the app has telemetry. */
export async function tracedCall<Result>(
  { runtime, client }: AuthRequest,
  path: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const { telemetry } = runtime.options;
  if (telemetry === undefined) return work();
  const attributes = { "rpc.system.name": "trpc", "rpc.method": path, "latchkey.client": client };
  return telemetry.span(path, attributes, async (span) => {
    try {
      const result = await work();
      span.describe({ "latchkey.outcome": "ok" });
      return result;
    } catch (error) {
      const failure = toTRPCError(error);
      span.describe({ "latchkey.outcome": codeOf(failure) });
      if (FAILURES.has(failure.code)) span.fail();
      throw error;
    }
  });
}

/** Why a call failed: our code, or else tRPC's. */
export function codeOf(error: TRPCError): string {
  return error.cause instanceof AuthError ? error.cause.code : error.code;
}
