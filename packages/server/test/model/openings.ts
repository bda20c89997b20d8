import { putTokens, type World } from "./actors.ts";
import { choose } from "./call.ts";
import { ANSWERS, type MoveName, standing, step } from "./step.ts";

const NOTHING = { session: null, flow: null, trust: null };

/**
 * Something is started for the owner's account, the account changes, and what was started continues: every combination
 * of both, since random moves would seldom occur in this order.
 *
 * @param number the change
 */
export async function open(world: World, number: number): Promise<void> {
  const { opening, start } = world.setup;
  if (start === "squatted" && world.setup.limits) return guessAndClear(world);
  if (opening === "nothing" || !start.startsWith("settled")) return;
  world.log.push(`-- ${opening} while the account changes`);
  if (opening === "an address was added") return addThenReset(world, number);
  if (opening === "a security key was added") return logInByKey(world);
  const { owner } = world.actors;
  const { app: client, browser } = owner.clients;
  putTokens(client, NOTHING);
  const isByPhone = number % CHANGES.length === NEW_NUMBER || Math.floor(number / CHANGES.length) % 2 === 1;
  if (opening === "a login waits") await beginLogin(world, number);
  // The last possible identifier is a number, if there are numbers.
  else await step(world, { by: owner, client, a: isByPhone ? owner.emails.length : 0 }, BEGUN[opening]);
  for (const change of choose(CHANGES, number) ?? []) {
    // The second number, not the current one.
    const a = change === "setPhone" ? 1 : number;
    await step(world, { by: owner, client: browser, a, b: 1 }, change);
  }
  const { waitsAt } = standing(world, client);
  const answer = opening === "a reset waits" ? "reset" : waitsAt === null ? undefined : ANSWERS[waitsAt];
  if (answer !== undefined) await step(world, { by: owner, client, a: 2, b: 1 }, answer);
}

const BEGUN = { "a code waits": "requestCode", "a reset waits": "requestReset" } as const;

/** A password or a provider, up to the second factor, and sometimes past it. */
async function beginLogin(world: World, number: number): Promise<void> {
  const { owner } = world.actors;
  const { app: client } = owner.clients;
  await step(world, { by: owner, client }, number % 3 === 1 ? "socialLogin" : "login");
  const { waitsAt } = standing(world, client);
  if (waitsAt === "mfa_authenticate" && number % 3 === 0)
    await step(world, { by: owner, client, a: 2 }, "authenticate");
}

const CHANGES: readonly (readonly MoveName[])[] = [
  ["revokeOthers"],
  ["addTotp"],
  ["addKey"],
  ["changePassword"],
  ["setPhone", "verifyPhone"],
  ["serverCall"],
  ["addEmail", "verifyEmail"],
  ["removeTotp"],
];
const NEW_NUMBER = 4;

/** A thief adds their own address; the owner follows our mail and resets; the thief opens the link. */
async function addThenReset(world: World, number: number): Promise<void> {
  const { owner, thief } = world.actors;
  const { browser: client } = thief.clients;
  await step(world, { by: thief, client }, "borrow");
  await step(world, { by: thief, client, a: world.actors.owner.emails.length }, "addEmail");
  if (number % 4 === 3) {
    putTokens(client, NOTHING);
    await step(world, { by: thief, client }, "verifyEmail");
  }
  const fresh = world.actors.owner.clients.app;
  putTokens(fresh, NOTHING);
  await step(world, { by: owner, client: fresh }, number % 2 === 0 ? "requestReset" : "requestCode");
  await step(world, { by: owner, client: fresh, b: 1 }, number % 2 === 0 ? "reset" : "confirmCode");
  if (number % 2 === 0) putTokens(client, NOTHING);
  if (number % 2 === 0) await step(world, { by: thief, client }, "verifyEmail");
}

/** A key that was added as a second factor is used alone. */
async function logInByKey(world: World): Promise<void> {
  const { owner } = world.actors;
  const { app: client, browser } = owner.clients;
  await step(world, { by: owner, client: browser, a: 1 }, "addKey");
  putTokens(client, NOTHING);
  await step(world, { by: owner, client, a: 0 }, "passkeyLogin");
}

/**
 * Guesses at an address that the attacker also signed up with, with an own login in between that must not reset the
 * count.
 */
async function guessAndClear(world: World): Promise<void> {
  const { hijacker } = world.actors;
  const { app: client } = hijacker.clients;
  world.log.push("-- guesses, an own login, and guesses again");
  await step(world, { by: hijacker, client, a: 1, b: FEW }, "guess");
  await step(world, { by: hijacker, client, a: hijacker.emails.length }, "login");
  putTokens(client, NOTHING);
  await step(world, { by: hijacker, client, a: 1, b: FEW }, "guess");
}

/** An odd number means no spare field; one this high, few guesses. */
const FEW = 13;
