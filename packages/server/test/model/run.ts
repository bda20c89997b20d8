import fc from "fast-check";
import { encodeTotpSecret, TOTP_SECRET_BYTES } from "../../src/lib/totp.ts";
import { bcrypt } from "../../src/ports/passwordHasher/bcrypt.ts";
import { systemRandom } from "../../src/ports/random.ts";
import { createTestKit, testDatabase } from "../support/kit.ts";
import { allowUntoldChanges, refuseUntoldChanges } from "../support/toldChanges.ts";
import { currentPassword, type Kit, makeActor, type NAMES, type World } from "./actors.ts";
import { aftermath, rescue } from "./journeys.ts";
import { grant, newLedger } from "./ledger.ts";
import { observe } from "./observe.ts";
import { open } from "./openings.ts";
import { hasPhones, kitOptions, type Setup, setups } from "./options.ts";
import { ANSWERS, MOVES, type MoveName, standing, step } from "./step.ts";

/** One move, encoded in numbers, so that any list of them can be played. */
export interface Turn {
  who: (typeof NAMES)[number];
  kind: "browser" | "app";
  move: number;
  a: number;
  b: number;
}

export const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record({
    who: fc.oneof(
      { weight: 4, arbitrary: fc.constant("owner" as const) },
      { weight: 3, arbitrary: fc.constant("thief" as const) },
      { weight: 3, arbitrary: fc.constant("hijacker" as const) },
      { weight: 1, arbitrary: fc.constant("stranger" as const) },
    ),
    kind: fc.constantFrom("browser", "browser", "app"),
    move: fc.nat(999),
    a: fc.nat(23),
    b: fc.nat(23),
  }),
  { maxLength: 20, size: "max" },
);

export { setups };

/** The record of a failed run: its log is the most readable form. */
export class Played {
  readonly log: string[] = [];
}

/** Plays one sequence on its own database, and finally checks that the owner can get in and the others cannot. */
export async function play(setup: Setup, sequence: readonly Turn[], { log }: Played): Promise<void> {
  const hashes = { count: 0 };
  const { database, takeStatements } = await testDatabase();
  await allowUntoldChanges(database);
  await using kit = await createTestKit(countingHashes(setup, hashes));
  if (setup.remembers) await refuseUntoldChanges(database);
  const actors = {
    owner: makeActor({ kit, setup }, "owner"),
    thief: makeActor({ kit, setup }, "thief"),
    hijacker: makeActor({ kit, setup }, "hijacker"),
    stranger: makeActor({ kit, setup }, "stranger"),
  };
  const last = await observe(kit);
  const world: World = {
    kit,
    setup,
    actors,
    log,
    hashes,
    takeStatements,
    last,
    ledger: newLedger(),
    held: [],
    guesses: new Map(),
  };
  log.push(JSON.stringify(setup));
  await begin(world);
  await open(world, sequence[0]?.a ?? 0);
  for (const turn of sequence) await take(world, turn);
  for (const { release, response } of world.held) {
    release();
    await response;
  }
  await rescue(world, actors.owner);
  await aftermath(world);
  await rescue(world, actors.owner, { isBesieged: setup.limits });
}

function countingHashes(setup: Setup, hashes: { count: number }) {
  const hasher = bcrypt({ cost: 4 });
  const options = kitOptions(setup);
  const counting = {
    ...hasher,
    verify(password: string, hash: string) {
      hashes.count += 1;
      return hasher.verify(password, hash);
    },
  };
  return { ...options, account: { ...options.account, password: { hasher: counting } } };
}

async function begin(world: World): Promise<void> {
  const { setup, actors, kit } = world;
  const { owner, hijacker } = actors;
  if (setup.start === "empty") return;
  if (setup.start === "squatted") {
    const a = hijacker.emails.length;
    await step(
      world,
      { by: hijacker, client: hijacker.clients.browser, a, b: world.log.length % 2 === 0 ? 3 : 5 },
      "signup",
    );
    return;
  }
  const isProved = setup.start !== "unproved";
  const user = await kit.auth.createUser({
    email: owner.emails[0] ?? "",
    emailVerified: isProved,
    password: currentPassword(owner),
    ...(hasPhones(setup) ? { phone: owner.phones[0] ?? "", phoneVerified: isProved } : {}),
    ...(setup.loginMethods.includes("username") ? { username: owner.username } : {}),
  });
  grant(world.ledger, user.id, "owner");
  if (setup.start === "settled with a factor" && setup.mfaTypes.some((type) => type === "totp"))
    await giveFactor(kit, world, user.id);
  world.last = await observe(kit);
  for (const { id } of world.last.factors) world.ledger.makers.set(id, { by: null, onProved: true });
  for (const client of Object.values(owner.clients)) {
    await step(world, { by: owner, client }, "login");
    for (let tries = 0; tries < 2; tries += 1) {
      const { at, waitsAt } = standing(world, client);
      const answer = at === "p" && waitsAt !== null ? ANSWERS[waitsAt] : undefined;
      if (answer !== undefined && isProved) await step(world, { by: owner, client }, answer);
    }
  }
}

async function giveFactor(kit: Kit, { actors }: World, userId: string): Promise<void> {
  const totpSecret = await encodeTotpSecret(systemRandom.bytes(TOTP_SECRET_BYTES));
  await kit.auth.importAuthenticators(userId, { totpSecret });
  actors.owner.totpSecrets.push(totpSecret);
}

/** The weight of a move that answers the pending step. */
const ANSWER_WEIGHT = 12;

/** Makes a move that fits the client's situation, chosen by weight. */
async function take(world: World, { who, kind, move, a, b }: Turn): Promise<void> {
  const by = world.actors[who];
  const client = by.clients[kind];
  const { at, waitsAt } = standing(world, client);
  const answer = waitsAt === null ? undefined : ANSWERS[waitsAt];
  // The object's keys are exactly the names.
  const names = (Object.keys(MOVES) as MoveName[]).flatMap((name) => {
    const [weight, when] = MOVES[name];
    if (!when.includes(at) || (name === "borrow" && who !== "thief")) return [];
    return Array.from({ length: name === answer ? ANSWER_WEIGHT : weight }, () => name);
  });
  const name = names[move % names.length] ?? "wait";
  await step(world, { by, client, a, b }, name);
}
