const MAX_DEPTH = 8;
/** SQLSTATE (23505), or the system's code for a connection (ECONNREFUSED). */
const CODE = /^[A-Z0-9_]{1,40}$/;
/** In single quotes or between dollars: values that were written into the SQL itself. */
const LITERAL = /'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/g;

/**
 * An error that may be logged: failures of the database, however deep among its causes, without the values that were to
 * be stored.
 *
 * Drizzle's message and `params`, and the driver's message, `detail`, `where` and `parameters`, contain addresses and
 * password hashes. The driver's code, the constraint and the table, the SQL without its values, and the stack are kept.
 *
 * @returns the same error when it contains no failure of the database
 */
export function withoutParameters(error: unknown, depth = 0): unknown {
  if (typeof error !== "object" || error === null || depth > MAX_DEPTH) return error;
  if (isOfDatabase(error)) return databaseError(error);
  if (!(error instanceof Error)) return error;
  const cause = withoutParameters(error.cause, depth + 1);
  const errors = error instanceof AggregateError ? error.errors.map((one) => withoutParameters(one, depth + 1)) : [];
  const isSame =
    cause === error.cause &&
    (!(error instanceof AggregateError) || errors.every((one, at) => one === error.errors[at]));
  if (isSame) return error;
  // An error that wraps another often repeats its message.
  const message = [error.cause, ...(error instanceof AggregateError ? error.errors : [])].reduce<string>(
    (text, inner) => (inner instanceof Error && inner.message !== "" ? text.replaceAll(inner.message, "…") : text),
    error.message,
  );
  const safe = errors.length > 0 ? new AggregateError(errors, message, { cause }) : new Error(message, { cause });
  return dressed(safe, { name: error.name, from: error, ...(textOf(error, "code") ?? {}) });
}

/** Drizzle's error has the query and its parameters, the drivers' have a severity. */
function isOfDatabase(error: object): boolean {
  return ("query" in error && "params" in error) || ("severity" in error && "code" in error);
}

function databaseError(error: object): Error {
  const inner = "params" in error && "cause" in error && typeof error.cause === "object" ? (error.cause ?? {}) : error;
  const query: unknown = "query" in error && "params" in error ? error.query : undefined;
  const details = {
    ...textOf(inner, "code"),
    ...textOf(inner, "constraint"),
    ...textOf(inner, "table"),
    ...(typeof query === "string" ? { query: query.replace(LITERAL, "'…'") } : {}),
  };
  const code = "code" in details ? ` (${details.code})` : "";
  const safe = new Error(`a query failed${code}`);
  return dressed(safe, { name: "DatabaseError", from: error, ...details });
}

/** node-postgres and PGlite use these names, postgres.js appends `_name`. */
function textOf(error: object, name: "code" | "constraint" | "table"): Record<string, string> | null {
  const value: unknown = Reflect.get(error, name) ?? Reflect.get(error, `${name}_name`);
  const isPlain = typeof value === "string" && (name !== "code" || CODE.test(value));
  return isPlain ? { [name]: value } : null;
}

/** @param from the error that provides the stack, without the message above it */
function dressed(safe: Error, { from, ...details }: { from: object; name: string } & Record<string, unknown>): Error {
  Object.assign(safe, details);
  const frames = from instanceof Error ? framesOf(from) : "";
  safe.stack = `${safe.name}: ${safe.message}${frames}`;
  return safe;
}

function framesOf({ stack = "", message }: Error): string {
  const at = stack.indexOf(message);
  // Created with another message: what is above the frames cannot be distinguished from them.
  return at === -1 ? "" : stack.slice(at + message.length);
}
