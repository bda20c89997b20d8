import {
  getTRPCErrorShape,
  type TRPCDefaultErrorShape,
  TRPCError,
  type TRPCErrorFormatter,
  type TRPCErrorShape,
} from "@trpc/server";
import { databaseMistake } from "../db/databaseMistake.ts";
import { AuthError } from "../lib/authError.ts";
import { ClosedRequest } from "../lib/closedRequest.ts";
import { SetupError } from "../lib/setupError.ts";
import { withoutParameters } from "../lib/withoutParameters.ts";
import { isProduction } from "../ports/environment.ts";
import type { AuthErrorData } from "../wire/errors.ts";
import { errorTable } from "./errorTable.ts";
import { inputProblems } from "./inputProblems.ts";

const MASKED = "Internal server error";

/** An error shape with `data.auth`. */
export type WithAuthData<Shape extends TRPCErrorShape> = Omit<Shape, "data"> & {
  data: Shape["data"] & { auth?: AuthErrorData | undefined };
};

/** The options that tRPC passes to an error formatter. */
type FormatterOptions<Context> = Parameters<TRPCErrorFormatter<Context, TRPCErrorShape>>[0];

/** An error as it leaves the procedures: ours by the error table, an unknown one without details. */
export function toTRPCError(error: unknown): TRPCError {
  if (error instanceof AuthError) {
    const { trpc, message } = errorTable[error.code];
    return new TRPCError({ code: trpc, message, cause: error });
  }
  if (error instanceof ClosedRequest)
    return new TRPCError({ code: "CLIENT_CLOSED_REQUEST", message: error.message, cause: error });
  if (isTRPCError(error) && error.code !== "INTERNAL_SERVER_ERROR") return error;
  // tRPC wraps whatever a procedure, a middleware or `createContext` throws.
  const cause = isTRPCError(error) ? (error.cause ?? error) : error;
  if (cause instanceof AuthError || cause instanceof ClosedRequest) return toTRPCError(cause);
  const mistake = setupErrorOf(cause);
  // The developer sees it in the response as well; strangers in production do not.
  const message = mistake === null || isProduction() ? MASKED : mistake.message;
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message, cause: mistake ?? withoutParameters(cause) });
}

/** The set-up mistake that caused an error; null when there is none. */
export function setupErrorOf(error: unknown): SetupError | null {
  return error instanceof SetupError ? error : databaseMistake(error);
}

/** Whether a response states its internal cause. */
function isTold(error: TRPCError): boolean {
  return error.code !== "INTERNAL_SERVER_ERROR" || (error.cause instanceof SetupError && !isProduction());
}

/** By name as well: an app that mixes module formats has tRPC's class twice. */
function isTRPCError(error: unknown): error is TRPCError {
  return error instanceof TRPCError || (error instanceof Error && error.name === "TRPCError" && "code" in error);
}

/** The error formatter for `initTRPC.create`: adds `data.auth`, and hides the details of unknown errors. */
export const authErrorFormatter = Object.assign(
  <Context>(options: FormatterOptions<Context>): WithAuthData<TRPCDefaultErrorShape> =>
    format(options, ({ shape }) => shape),
  {
    /**
     * Composes with the app's own formatter, which runs first and receives everything that tRPC provides, except the details
     * of an unknown error (`INTERNAL_SERVER_ERROR`), because its result goes to the client.
     */
    with<Context, Shape extends TRPCErrorShape>(yours: TRPCErrorFormatter<Context, Shape>) {
      return (options: FormatterOptions<Context>): WithAuthData<Shape> => format(options, yours);
    },
  },
);

function format<Context, Shape extends TRPCErrorShape>(
  options: FormatterOptions<Context>,
  inner: TRPCErrorFormatter<Context, Shape>,
): WithAuthData<Shape> {
  const error = toTRPCError(options.error);
  const shape = error === options.error ? options.shape : shapeOf(error, options.shape);
  if (isTold(error)) {
    const formatted = inner({ ...options, error, shape });
    const auth = authErrorData(error, options.input);
    return { ...formatted, data: { ...formatted.data, ...(auth === undefined ? {} : { auth }) } };
  }
  const formatted = inner({ ...options, error: withoutDetails(error), shape });
  const { stack: _stack, ...data } = formatted.data as Record<string, unknown>;
  // Without `stack`, which is optional in tRPC's own type: this is the app's data, unchanged.
  return { ...formatted, message: MASKED, data: data as Shape["data"] };
}

/** The shape of an error that replaces another: its code, status and message, at the same path. */
function shapeOf(error: TRPCError, { data }: TRPCDefaultErrorShape): TRPCDefaultErrorShape {
  // Creating a shape reads no other configuration.
  const config = { isDev: false, errorFormatter: ({ shape }: { shape: unknown }) => shape } as unknown as ShapeConfig;
  return getTRPCErrorShape({ config, error, type: "unknown", path: data.path, input: undefined, ctx: undefined });
}
type ShapeConfig = Parameters<typeof getTRPCErrorShape>[0]["config"];

/**
 * The part of an unknown error that the app's formatter may see: Drizzle's error contains the SQL and its parameters,
 * also in its stack.
 */
function withoutDetails(error: TRPCError): TRPCError {
  const safe = new TRPCError({ code: error.code, message: MASKED });
  safe.stack = "";
  return safe;
}

/** `data.auth` of an error; undefined for one that does not concern authentication or input. */
function authErrorData(error: TRPCError, input: unknown): AuthErrorData | undefined {
  const { cause } = error;
  if (cause instanceof AuthError) {
    return {
      errors: cause.problems.map((problem) => ({ ...problem, message: errorTable[problem.code].message })),
      ...(cause.flows === undefined ? {} : { flows: cause.flows }),
      ...(cause.retryAfter === undefined ? {} : { retryAfter: cause.retryAfter }),
      ...cause.journey,
    };
  }
  if (error.code !== "BAD_REQUEST" && error.code !== "PARSE_ERROR") return undefined;
  return { errors: inputProblems(cause, input) ?? [{ code: "invalid", message: errorTable.invalid.message }] };
}
