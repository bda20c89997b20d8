import { encodeTotpSecret, TOTP_SECRET_BYTES } from "../../src/lib/totp.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { tokensOf, type World } from "./actors.ts";
import { attempt, type Call, choose, type Move, type MoveTable } from "./call.ts";
import { Broken } from "./invariants.ts";
import { mirror } from "./mirror.ts";
import { typedEmails } from "./moves.ts";
import { observe } from "./observe.ts";

const SPANS = [1, 31, 61, 301, 901, 3_601, 86_401, 3 * 86_400 + 1];

const wait: Move = async ({ world, a }) => {
  const seconds = choose(SPANS, a) ?? 1;
  world.kit.clock.advance(seconds);
  world.log.push(`${seconds} seconds pass`);
};

/** What the app itself does to an account of the owner's, by server calls. */
const serverCall: Move = async ({ world, a }) => {
  const { auth } = world.kit;
  const { users, emails } = await observe(world.kit);
  const [owner = ""] = world.actors.owner.emails;
  const row = emails.find(({ address }) => address === owner);
  const userId = row?.userId ?? [...users.keys()][0];
  if (userId === undefined) return { isServer: true };
  const { revocations } = world.ledger;
  const bump = () => void revocations.set(userId, (revocations.get(userId) ?? 0) + 1);
  const what = choose(["off and on", "revoke", "remove factors", "import"] as const, a);
  world.log.push(`the app: ${what}`);
  if (what === "off and on") {
    await auth.setUserActive(userId, false);
    bump();
    await auth.setUserActive(userId, true);
  } else if (what === "revoke") {
    await auth.revokeSessions(userId);
    bump();
  } else if (what === "remove factors") {
    await auth.removeAuthenticators(userId);
    bump();
    return { isServer: true };
  } else {
    const totpSecret = await encodeTotpSecret(systemRandom.bytes(TOTP_SECRET_BYTES));
    // The app moves the factor of a user whom it knows: the reader of the account's address.
    const isOwners = row !== undefined;
    if (isOwners && (await auth.importAuthenticators(userId, { totpSecret })))
      world.actors.owner.totpSecrets.push(totpSecret);
    return { isServer: true };
  }
  return { isServer: true, ends: "all", userId };
};

const MANY_GUESSES = 7;
const FEW_GUESSES = 4;

/** Wrong guesses at a password, one after the other. */
const guess: Move = async (call) => {
  const { world, by, client, a, b } = call;
  const email = choose([...typedEmails(by, world)].reverse(), a) ?? "";
  if (!world.setup.loginMethods.includes("email")) return;
  const spare = b % 2 === 0 ? { username: "spare" } : {};
  for (let time = 0; time < (b > 12 ? FEW_GUESSES : MANY_GUESSES); time += 1) {
    const before = await counted(world);
    world.hashes.count = 0;
    const { ok } = await attempt(call, `guesses at ${email}${b % 2 === 0 ? " with a spare field" : ""}`, () =>
      client.account.login.mutate({ email, ...spare, password: `wrong guess number ${time}` }),
    );
    if (ok || !world.setup.limits || world.hashes.count === 0) continue;
    if ((await counted(world)) === before) throw new Broken("a guess was compared and not counted by its account");
    note(world, email);
  }
};

/** The counts of guesses at accounts, and their windows: a counter whose window is over restarts at one. */
async function counted(world: World): Promise<string> {
  const { counters } = await observe(world.kit);
  const guesses = counters.filter(({ key }) => /^loginFailed\b.*\b(?:key|account|user)\b/.test(key));
  return guesses
    .map(({ key, used, resetsAt }) => `${key} ${used} ${resetsAt.toISOString()}`)
    .sort()
    .join();
}

const MOST_GUESSES = 5;
const WINDOW_SECONDS = 300;

/** The model's own count of compared guesses; see `restartGuesses`. */
function note({ kit, guesses }: World, email: string): void {
  const now = kit.clock.now().getTime();
  const known = guesses.get(email);
  const current = known === undefined || known.until <= now ? { until: now + WINDOW_SECONDS * 1000, count: 0 } : known;
  current.count += 1;
  guesses.set(email, current);
  if (current.count > MOST_GUESSES)
    throw new Broken(`${current.count} guesses at ${email} were compared in five minutes`);
}

/** Sends the headers of a change within a session, and withholds its body. */
const hold: Move = async ({ world, by, client }) => {
  const { session } = tokensOf(client);
  if (session === null || world.held.length > 0) return;
  let send = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      send = () => {
        controller.enqueue(new TextEncoder().encode(JSON.stringify({ email: by.emails[1] })));
        controller.close();
      };
    },
  });
  const headers = { "content-type": "application/json" };
  // Node requires the half-duplex mode for a streamed body; its types lack the field.
  const init = { method: "POST", headers, body, duplex: "half" } as RequestInit;
  const response = client.fetch(`${world.kit.origin}/trpc/auth/account.email.add`, init);
  // Lets everything run that needs no body.
  await client.session.config.query();
  world.log.push(`${by.name} (${client.kind}): begins to add ${by.emails[1]}, and holds the body back`);
  world.held.push({ by, client, sessionToken: session, release: send, response });
};

const letGo: Move = async ({ world }) => {
  const held = world.held.pop();
  if (held === undefined) return;
  const before = await observe(world.kit);
  const { hashToken } = await import("../../src/lib/token.ts");
  const isAlive = [...before.sessions.values()].some(
    ({ tokenHash }) => tokenHash === hashToken(held.sessionToken ?? ""),
  );
  held.release();
  const { status } = await held.response;
  world.log.push(`${held.by.name} (${held.client.kind}): the body arrives → ${status}`);
  if (!isAlive && status === 200)
    throw new Broken("a call was carried out whose session had ended before its body came");
  return { by: held.by, client: held.client };
};

/** The same call twice at the same time: one may be refused, none may fail. */
const twice: Move = async (call: Call) => {
  const { client, by, a } = call;
  const email = choose(typedEmails(by, call.world), a) ?? "";
  const add = () => attempt(call, `adds ${email}, twice at once`, () => client.account.email.add.mutate({ email }));
  await Promise.all([add(), add()]);
};

const compare: Move = ({ world, a, client }) => mirror(world, a, client.kind);

export const outsideMoves = {
  wait: [5, "aps", wait],
  serverCall: [3, "aps", serverCall],
  guess: [2, "a", guess],
  hold: [2, "s", hold],
  letGo: [2, "aps", letGo],
  twice: [1, "s", twice],
  compare: [2, "a", compare],
} as const satisfies MoveTable;
