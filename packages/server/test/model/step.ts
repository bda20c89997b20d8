import { hashToken } from "../../src/lib/token.ts";
import type { Client } from "../support/passkeys.ts";
import { type Actor, tokensOf, type World } from "./actors.ts";
import type { Move } from "./call.ts";
import { factorMoves } from "./factorMoves.ts";
import { guardMoves } from "./guardMoves.ts";
import { checkStep } from "./invariants.ts";
import { accountMoves } from "./moves.ts";
import { hasOwnedToken, observe } from "./observe.ts";
import { outsideMoves } from "./outsideMoves.ts";

export const MOVES = { ...accountMoves, ...factorMoves, ...outsideMoves, ...guardMoves };
export type MoveName = keyof typeof MOVES;

export interface Turn {
  by: Actor;
  client: Client;
  a?: number;
  b?: number;
}

/** Makes one move and checks the result. */
export async function step(
  world: World,
  { by, client, a = 0, b = 1 }: Turn,
  move: MoveName | { name: string; run: Move },
) {
  const { name, run } = typeof move === "string" ? { name: move, run: MOVES[move][2] as Move } : move;
  const before = world.last;
  const presented = tokensOf(client);
  const hash = (token: string | null) => (token === null ? null : hashToken(token));
  const sessionHash = hash(presented.session);
  const done = (await run({ world, by, client, a, b })) ?? {};
  await world.kit.delivered();
  const statements = world.takeStatements();
  // A comparison reads its statements itself.
  const after = await observe(world.kit, name === "compare" ? undefined : { last: before, statements });
  world.last = after;
  const { isServer = false, client: used = client, ...more } = done;
  checkStep(
    world,
    { before, after },
    {
      move: name,
      ...more,
      by: isServer ? null : (more.by ?? by),
      flowHash: hash(presented.flow),
      trustHash: hash(presented.trust),
      heldHash: hash(tokensOf(used).session),
      sessionId: [...before.sessions.values()].find(({ tokenHash }) => tokenHash === sessionHash)?.id ?? null,
    },
  );
}

/** The client's situation: a visitor (a), with a pending flow (p), or in a session (s). */
export function standing({ last }: World, client: Client): { at: "a" | "p" | "s"; waitsAt: string | null } {
  const { session, flow } = tokensOf(client);
  const own = [...last.sessions.values()].find(({ tokenHash }) => hasOwnedToken(session, tokenHash));
  const within = [...last.flows.values()].find(({ sessionId }) => own !== undefined && sessionId === own.id);
  if (own !== undefined) return { at: "s", waitsAt: within?.step ?? null };
  const waiting = [...last.flows.values()].find(({ tokenHash }) => hasOwnedToken(flow, tokenHash));
  return waiting === undefined ? { at: "a", waitsAt: null } : { at: "p", waitsAt: waiting.step };
}

/** The move that answers a pending flow. */
export const ANSWERS: Record<string, MoveName> = {
  verify_email: "verifyEmail",
  verify_phone: "verifyPhone",
  login_by_code: "confirmCode",
  mfa_authenticate: "authenticate",
  mfa_enroll: "enroll",
  mfa_trust: "answerTrust",
  password_reset_by_code: "reset",
};
