import type { AnswerShape, Operation } from "../operation.ts";
import { refusalShapes } from "./envelopes.ts";

/** Every answer of an operation, by status; null where there is no body. */
export function answerShapes(operation: Operation): Record<number, AnswerShape | null> {
  const { method, client, body, keyHeader, answers, refusals } = operation;
  const hasInput = body !== undefined || keyHeader !== undefined;
  const always = [
    ...(hasInput ? ([400] as const) : []),
    ...(method === "GET" ? [] : ([413] as const)),
    // The CSRF token or the origin is missing; a limit is reached; the feature is off; the database is too busy.
    ...(client === "app" ? [] : ([403] as const)),
    ...(client === "browser" ? [] : ([410] as const)),
    ...([404, 429, 503] as const),
  ];
  const refused = [...new Set([...always, ...refusals])].map((status) => [status, refusalShapes[status]]);
  return { ...Object.fromEntries(refused), ...answers };
}
