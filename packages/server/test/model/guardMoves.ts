import { callRequiring } from "../support/requirements.ts";
import { addressOf, type Kept, makeBot, newPassword, putTokens, tokensOf, type World } from "./actors.ts";
import { attempt, type Call, choose, type Move, type MoveTable } from "./call.ts";
import { Broken } from "./invariants.ts";
import { hasOwnedToken, type Snapshot } from "./observe.ts";

/** A bot calls with everything that the person knows and holds, but solves no challenge. */
const unsolved: Move = async (call) => {
  const { world, by, client } = call;
  if (world.setup.challenge !== "always") return;
  const bot = makeBot(world, client.kind, addressOf(by));
  const held = tokensOf(client);
  putTokens(bot, held);
  const { last: before, kit } = world;
  const sent = await messagesOf(world);
  const outcome = await attempt({ world, by, client: bot }, "solves no challenge", () =>
    callOfBot({ ...call, client: bot }),
  );
  if (outcome.ok) {
    if (!isTrusted(before, held)) throw new Broken("a call without the solution of a challenge was carried out");
    return { client: bot };
  }
  await kit.delivered();
  if ((await messagesOf(world)) !== sent) throw new Broken("a call that was refused for its challenge sent a message");
  return { client: bot, changesNothing: true };
};

async function callOfBot(call: Call): Promise<unknown> {
  const { by, client, a, b } = call;
  const { account } = client;
  const email = by.emails[0] ?? "";
  const password = by.passwords.at(-1) ?? "";
  const calls = [
    () => account.login.mutate({ email, password }),
    () => account.login.mutate({ email, password: "a bot guesses this" }),
    () => account.signup.mutate({ email: by.emails[1] ?? "", password: newPassword(by), username: `bot_${b}` }),
    () => account.password.requestReset.mutate({ email }),
    () => account.code.request.mutate({ email }),
  ];
  return choose(calls, a)?.();
}

/** A browser that was trusted after a second factor solves nothing. */
function isTrusted(before: Snapshot, { trust }: Kept): boolean {
  return before.browsers.some(({ tokenHash }) => hasOwnedToken(trust, tokenHash));
}

async function messagesOf({ kit }: World): Promise<number> {
  const { mails, messages } = await kit.delivered();
  return mails.length + messages.length;
}

const RECENT_SECONDS = 300;
/** The default of `account.reauthentication.levelLifetime`. */
const LEVEL_SECONDS = 3_600;
/** Longer than a login may wait between two steps. */
const LOGIN_SECONDS = 7_200;

/** One of the app's procedures that needs two factors: it must run only where the second was really given. */
const demand: Move = async (call) => {
  const { world, by, client, a } = call;
  const { session: token } = tokensOf(client);
  const session = [...world.last.sessions.values()].find(({ tokenHash }) => hasOwnedToken(token, tokenHash));
  const isRecent = a % 2 === 0;
  const required = isRecent ? ({ level: 2, within: RECENT_SECONDS } as const) : ({ level: 2 } as const);
  const refused = await callRequiring(world.kit, client, required);
  const what = isRecent ? "two factors, the second just now" : "two factors";
  world.log.push(`${by.name} (${client.kind}): calls what needs ${what} → ${refused?.codes.join() ?? "done"}`);
  if (refused !== null) return;
  if (session === undefined) throw new Broken("what needs two factors ran without a session");
  const now = world.kit.clock.now().getTime();
  const since = (seconds: number, from = now) => from - seconds * 1_000;
  const holders = world.ledger.holders.get(session.id) ?? new Set([by.name]);
  const created = session.createdAt.getTime();
  const isGiven = world.ledger.secondFactors.some(({ by: giver, at, isLogin }) => {
    if (!holders.has(giver) || (isRecent && at <= since(RECENT_SECONDS))) return false;
    return isLogin ? at <= created && at > since(LOGIN_SECONDS, created) : at >= created && at > since(LEVEL_SECONDS);
  });
  if (!isGiven) throw new Broken(`${what} were demanded, and one factor was enough`);
};

export const guardMoves = {
  unsolved: [2, "aps", unsolved],
  demand: [4, "s", demand],
} as const satisfies MoveTable;
