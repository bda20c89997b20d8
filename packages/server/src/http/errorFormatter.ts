import {
  getTRPCErrorShape,
  type TRPCDefaultErrorData,
  type TRPCDefaultErrorShape,
  TRPCError,
  type TRPCErrorFormatter,
  type TRPCErrorShape,
} from "@trpc/server";
import { databaseMistake } from "../db/databaseMistake.ts";
import { AuthError, FailedJourney } from "../lib/authError.ts";
import { ClosedRequest } from "../lib/closedRequest.ts";
import { SetupError } from "../lib/setupError.ts";
import { withoutParameters } from "../lib/withoutParameters.ts";
import { isProduction } from "../ports/environment.ts";
import type { Catalogue } from "../ports/texts/catalogue.ts";
import { textsOf } from "../ports/texts/handle.ts";
import type { AuthErrorData } from "../wire/errors.ts";
import { errorTable } from "./errorTable.ts";
import { inputProblems, messageOf } from "./inputProblems.ts";

const MASKED = "Internal server error";

/** An error shape with `data.auth`. */
export type WithAuthData<Shape extends TRPCErrorShape> = Omit<Shape, "data"> & {
  data: Shape["data"] & { auth?: AuthErrorData | undefined };
};

/** What tRPC tells of an error, and what this library adds. */
export interface AuthErrorShapeData extends TRPCDefaultErrorData {
  auth?: AuthErrorData | undefined;
}

/** The error shape of an app without a formatter of its own. It has a name so that generated clients have one as well. */
export interface AuthErrorShape extends TRPCDefaultErrorShape {
  data: AuthErrorShapeData;
}

/** The options that tRPC passes to an error formatter. */
type FormatterOptions<Context> = Parameters<TRPCErrorFormatter<Context, TRPCErrorShape>>[0];

/** An error as it leaves the procedures: ours by the error table, an unknown one without details. */
export function toTRPCError(error: unknown): TRPCError {
  if (error instanceof AuthError) {
    const { trpc, message } = errorTable[error.code];
    return new TRPCError({ code: trpc, message: error.problems[0].message ?? message, cause: error });
  }
  if (error instanceof ClosedRequest)
    return new TRPCError({ code: "CLIENT_CLOSED_REQUEST", message: error.message, cause: error });
  if (isTRPCError(error) && error.code !== "INTERNAL_SERVER_ERROR") return error;
  // tRPC wraps whatever a procedure, a middleware or `createContext` throws.
  const cause = isTRPCError(error) ? (error.cause ?? error) : error;
  if (cause instanceof AuthError || cause instanceof ClosedRequest) return toTRPCError(cause);
  if (cause instanceof FailedJourney) return failedJourney(cause);
  const mistake = setupErrorOf(cause);
  // The developer sees it in the response as well; strangers in production do not.
  const message = mistake === null || isProduction() ? MASKED : mistake.message;
  return new TRPCError({ code: "INTERNAL_SERVER_ERROR", message, cause: mistake ?? withoutParameters(cause) });
}

/** The same as without the redirect, which the formatter still needs to know. */
function failedJourney({ journey, cause }: FailedJourney): TRPCError {
  const { message, cause: hidden, code } = toTRPCError(cause);
  if (hidden instanceof SetupError) return new TRPCError({ code, message, cause: hidden });
  return new TRPCError({ code, message, cause: new FailedJourney(journey, hidden) });
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
  <Context>(options: FormatterOptions<Context>): AuthErrorShape =>
    format<Context, TRPCDefaultErrorShape>(options, ({ shape }) => shape),
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
  const texts = isOurs(error) ? textsOf(options.ctx) : null;
  const shape = translated(error === options.error ? options.shape : shapeOf(error, options.shape), error, texts);
  if (isTold(error)) {
    const formatted = inner({ ...options, error, shape });
    const auth = authErrorData(error, options.input, texts);
    return { ...formatted, data: { ...formatted.data, ...(auth === undefined ? {} : { auth }) } };
  }
  const formatted = inner({ ...options, error: withoutDetails(error), shape });
  const { stack: _stack, ...data } = formatted.data as Record<string, unknown>;
  const auth = error.cause instanceof FailedJourney ? { auth: { errors: [], ...error.cause.journey } } : {};
  // Without `stack`, which is optional in tRPC's own type: this is the app's data, unchanged.
  return { ...formatted, message: MASKED, data: { ...(data as Shape["data"]), ...auth } };
}

/** Whether we write its message, or those of its problems. */
function isOurs({ cause, code }: TRPCError): boolean {
  return cause instanceof AuthError || code === "BAD_REQUEST" || code === "PARSE_ERROR";
}

/** The same shape, with the message of one of our errors in the caller's language. */
function translated(
  shape: TRPCDefaultErrorShape,
  { cause }: TRPCError,
  texts: Catalogue | null,
): TRPCDefaultErrorShape {
  return texts !== null && cause instanceof AuthError
    ? { ...shape, message: messageOf(cause.problems[0], texts) }
    : shape;
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
export function authErrorData(
  error: TRPCError,
  input: unknown,
  texts: Catalogue | null = null,
): AuthErrorData | undefined {
  const { cause } = error;
  if (cause instanceof AuthError) {
    return {
      errors: cause.problems.map((problem) => ({ ...problem, message: messageOf(problem, texts) })),
      ...(cause.flows === undefined ? {} : { flows: cause.flows }),
      ...(cause.retryAfter === undefined ? {} : { retryAfter: cause.retryAfter }),
      ...(cause.challenge === undefined ? {} : { challenge: cause.challenge }),
      ...cause.journey,
    };
  }
  if (!isOurs(error)) return undefined;
  return {
    errors: inputProblems(cause, input, texts) ?? [{ code: "invalid", message: messageOf({ code: "invalid" }, texts) }],
  };
}
