import type { Challenge } from "../../src/wire/errors.ts";

/** A call's refusal, as a form would read it; null when it was not refused. */
export async function refusalOf(call: Promise<unknown>): Promise<Refused | null> {
  try {
    await call;
    return null;
  } catch (error) {
    const data: unknown = error instanceof Error && "data" in error ? error.data : undefined;
    // The server's formatter writes these; an error without them is no refusal of ours.
    const { code, auth } = data as {
      code: string;
      auth?: {
        errors: { code: string; param?: string }[];
        retryAfter?: number;
        flows?: unknown[];
        challenge?: Challenge;
      };
    };
    return {
      trpc: code,
      codes: auth?.errors.map(({ code: own, param }) => (param === undefined ? own : `${own}/${param}`)) ?? [],
      ...(auth?.retryAfter === undefined ? {} : { retryAfter: auth.retryAfter }),
      ...(auth?.flows === undefined ? {} : { flows: auth.flows }),
      ...(auth?.challenge === undefined ? {} : { challenge: auth.challenge }),
    };
  }
}

export interface Refused {
  trpc: string;
  /** `code/param`, or `code` alone. */
  codes: string[];
  retryAfter?: number;
  flows?: unknown[];
  challenge?: Challenge;
}
