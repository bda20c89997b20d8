import type { Catalogue } from "./catalogue.ts";

/** The method by which the error formatter asks a call for the texts of its language. */
export const textsOfCall = Symbol("latchkey.texts");

/** The texts for the errors of a call; null for English as it ships, and for a context that is not ours. */
export function textsOf(context: unknown): Catalogue | null {
  const call = memberOf(memberOf(context, "auth"), "call");
  const ask = memberOf(call, textsOfCall);
  // Only our own handles have this symbol.
  return typeof ask === "function" ? (ask.call(call) as Catalogue | null) : null;
}

function memberOf(value: unknown, name: string | symbol): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
