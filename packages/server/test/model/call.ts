import type { Client } from "../support/passkeys.ts";
import type { Actor, World } from "./actors.ts";
import { Broken } from "./invariants.ts";
import type { Step } from "./ledger.ts";

/** One move of one person. */
export interface Call {
  world: World;
  by: Actor;
  client: Client;
  /** Two numbers that select among the possible actions. */
  a: number;
  b: number;
}

/** The effects of a move that the database does not show. */
export type Done =
  | (Partial<Pick<Step, "answersFlow" | "keyHash" | "ends" | "userId" | "by" | "renews" | "changesNothing">> & {
      isServer?: boolean;
      /** The client, if it is not the mover's own. */
      client?: Client;
    })
  | void;
export type Move = (call: Call) => Promise<Done>;

/**
 * Moves by name: their frequency, and when they make sense: for a visitor (a), while a flow is pending (p), within a
 * session (s).
 */
export type MoveTable = Record<string, readonly [weight: number, when: string, move: Move]>;

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; code: string };

/** Makes a call, records its outcome, and treats a refusal as an outcome. */
export async function attempt<Value>(
  { world, by, client }: Pick<Call, "world" | "by" | "client">,
  label: string,
  call: () => Promise<Value>,
): Promise<Outcome<Value>> {
  const say = (outcome: string) => void world.log.push(`${by.name} (${client.kind}): ${label} → ${outcome}`);
  try {
    const value = await call();
    const status = typeof value === "object" && value !== null ? Reflect.get(value, "status") : undefined;
    const flow = typeof value === "object" && value !== null ? Reflect.get(value, "flow") : undefined;
    const step = typeof flow === "object" && flow !== null ? ` ${String(Reflect.get(flow, "id"))}` : "";
    say(typeof status === "string" ? `${status}${step}` : "done");
    return { ok: true, value };
  } catch (error) {
    const code = codeOf(error);
    say(code);
    if (code === "INTERNAL_SERVER_ERROR") throw new Broken(`${label} answered 500: ${causeOf(world)}`);
    return { ok: false, code };
  }
}

function causeOf({ kit }: World): string {
  const [error] = kit.errors;
  return error instanceof Error ? `${error.message} ${String(error.cause ?? "")}`.slice(0, 400) : "";
}

/** The code of a refusal. @throws the error itself when it is not a refusal */
function codeOf(error: unknown): string {
  // The virtual authenticator throws this for a passkey that it does not hold.
  if (error instanceof DOMException) return error.name;
  const data: unknown = error instanceof Error && "data" in error ? error.data : undefined;
  if (typeof data !== "object" || data === null) throw error;
  const auth: unknown = Reflect.get(data, "auth");
  const errors: unknown = typeof auth === "object" && auth !== null ? Reflect.get(auth, "errors") : undefined;
  const [first]: unknown[] = Array.isArray(errors) ? errors : [];
  const code = typeof first === "object" && first !== null ? Reflect.get(first, "code") : undefined;
  return String(code ?? Reflect.get(data, "code"));
}

export function choose<Item>(items: readonly Item[], number: number): Item | undefined {
  return items.length === 0 ? undefined : items[number % items.length];
}
