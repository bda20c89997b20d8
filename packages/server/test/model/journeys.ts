import type { AuthState } from "../../src/wire/state.ts";
import type { Client } from "../support/passkeys.ts";
import {
  type Actor,
  mailbox,
  makeClient,
  NAMES,
  newPassword,
  putTokens,
  readerOf,
  tokensOf,
  type World,
} from "./actors.ts";
import { attempt, type Move } from "./call.ts";
import { setUpFactor, totpOf } from "./factorMoves.ts";
import { Broken } from "./invariants.ts";
import { factorsOf, provedContacts } from "./observe.ts";
import { ANSWERS, standing, step } from "./step.ts";

const DAY = 86_401;
const TOO_OFTEN = ["rate_limited", "too_many_login_attempts"];
const PATIENCE = 301;

interface Journey {
  world: World;
  by: Actor;
  client: Client;
  via: "email" | "phone";
  contact: string;
  /** The state returned by the last call; null after a refusal. */
  state: AuthState | null;
  /** Whether a stranger tries to use up limits before each call. */
  isBesieged: boolean;
}

/**
 * The reader of a contact can always get in: by a reset if it is verified, else by a signup, or by the reset to which
 * the mail about the address's account leads. From their own network, on a client that nobody has touched, after every
 * limit has expired.
 */
export async function rescue(world: World, by: Actor, { isBesieged = false } = {}): Promise<void> {
  const { kit, setup } = world;
  if (!isBesieged) kit.clock.advance(DAY);
  const via = setup.loginMethods.includes("email") ? "email" : "phone";
  const contacts = via === "email" ? by.emails : by.phones;
  const accountOf = (contact: string) =>
    [...world.last.users.keys()].find((id) => provedContacts(world.last, id).includes(contact));
  const contact = contacts.find((one) => accountOf(one) !== undefined) ?? contacts[0] ?? "";
  const userId = accountOf(contact);
  world.log.push(`-- ${by.name} wants in by ${contact}${userId === undefined ? "" : ", which is proved"}`);
  if (userId !== undefined) await kit.auth.setUserActive(userId, true);
  const journey: Journey = {
    world,
    by,
    via,
    contact,
    client: makeClient(world, "browser", ipOf(by)),
    state: null,
    isBesieged,
  };
  if (userId === undefined) await arrive(journey);
  else await resetAndLogIn(journey);
  if (journey.state?.status === "authenticated") {
    if (userId !== undefined && journey.state.user.id !== userId)
      throw new Broken(`${contact} leads into an account that has not proved it`);
    return;
  }
  if (journey.state?.status === "pending" && journey.state.flow.id === "mfa_authenticate" && isDocumented(journey))
    return;
  throw new Broken(`${by.name} reads ${contact} and is shut out (${where(journey)})`);
}

function ipOf(by: Actor): string {
  return `203.0.113.${100 + NAMES.indexOf(by.name)}`;
}

function where({ state }: Journey): string {
  if (state === null) return "refused";
  return state.status === "pending" ? `waits at ${state.flow.id}` : state.status;
}

/** A second factor that was added within a session of a verified account blocks its owner, as in other systems. */
function isDocumented({ world, by, contact }: Journey): boolean {
  const userId = [...world.last.users.keys()].find((id) => provedContacts(world.last, id).includes(contact));
  const makers = factorsOf(world.last, userId ?? "").map(({ id }) => world.ledger.makers.get(id));
  return makers.some((maker) => maker !== undefined && maker.by !== null && maker.by !== by.name && maker.onProved);
}

/** One call of a journey, as a separate step. */
async function go(
  journey: Journey,
  name: string,
  call: (journey: Journey) => Promise<unknown>,
  done = {},
): Promise<boolean> {
  if (journey.isBesieged && LIMITED.includes(name)) await besiege(journey);
  let isDone = false;
  const run: Move = async (context) => {
    let outcome = await attempt(context, name, () => call(journey));
    if (!outcome.ok && TOO_OFTEN.includes(outcome.code)) {
      // After a refusal with a waiting time, the person waits.
      context.world.kit.clock.advance(PATIENCE);
      outcome = await attempt(context, name, () => call(journey));
    }
    isDone = outcome.ok;
    // Each call of a journey returns the state.
    if (outcome.ok) journey.state = outcome.value as AuthState;
    return isDone ? done : undefined;
  };
  const { world, by, client } = journey;
  await step(world, { by, client }, { name: "keyHash" in done || name === "resets" ? "reset" : name, run });
  return isDone;
}

const SIEGE = 6;
const LIMITED = ["asks for a reset", "signs up", "logs in"];

/** A stranger, on their own network, guesses and requests mails as often as possible. */
async function besiege({ world, via, contact }: Journey): Promise<void> {
  const { stranger } = world.actors;
  const app = makeClient(world, "app", "198.51.100.250");
  const input = via === "email" ? { email: contact } : { phone: contact };
  const calls = [
    () => app.account.login.mutate({ ...input, password: "a stranger guesses" }),
    () => app.account.password.requestReset.mutate(input),
    ...(via === "email" ? [() => app.account.email.requestVerification.mutate({ email: contact })] : []),
  ];
  for (let time = 0; time < SIEGE; time += 1)
    for (const call of calls) await attempt({ world: { ...world, log: [] }, by: stranger, client: app }, "", call);
}

async function resetAndLogIn(journey: Journey): Promise<void> {
  const { world, by, client, via, contact } = journey;
  const input = via === "email" ? { email: contact } : { phone: contact };
  const known = new Set(await mailbox(world, by));
  await go(journey, "asks for a reset", () => client.account.password.requestReset.mutate(input));
  const mail = (await mailbox(world, by)).find(
    (message) => !known.has(message) && message.to === contact && message.template.startsWith("password_reset"),
  );
  const key = mail?.context.key ?? mail?.context.code;
  if (key === undefined) throw new Broken(`${by.name} reads ${contact} and gets no reset`);
  const isDone = await go(journey, "resets", () =>
    client.account.password.reset.mutate({ key, password: newPassword(by) }),
  );
  if (!isDone) throw new Broken(`${by.name} cannot use the reset that came to ${contact}`);
  // A signup that is pending in this browser is still reported; the reset did not lead to it.
  if (journey.state?.status === "pending" && journey.state.flow.id === "verify_email") journey.state = null;
  await goOn(journey);
}

/** Answers the pending step, or logs in if there is none. */
async function goOn(journey: Journey): Promise<void> {
  const { client, by, via, contact } = journey;
  const password = by.passwords.at(-1) ?? "";
  const input = via === "email" ? { email: contact, password } : { phone: contact, password };
  for (let tries = 0; tries < 6 && journey.state?.status !== "authenticated"; tries += 1) {
    if (journey.state?.status === "pending") {
      if (!(await answer(journey, journey.state.flow.id))) return;
    } else await go(journey, "logs in", () => client.account.login.mutate(input));
  }
}

async function answer(journey: Journey, id: string): Promise<boolean> {
  const { world, by, client } = journey;
  const { state } = journey;
  if (id === "mfa_trust") return go(journey, "trusts nothing", () => client.mfa.trust.mutate({ trust: false }), ANSWER);
  if (id === "mfa_authenticate") return giveFactor(journey);
  if (id === "mfa_enroll") return enroll(journey);
  const waiting = state?.status === "pending" ? state.flow : null;
  const to =
    waiting !== null && "email" in waiting
      ? waiting.email
      : waiting !== null && "phone" in waiting
        ? waiting.phone
        : "";
  if (readerOf(world, to) !== by.name) return false;
  const mail = (await mailbox(world, by)).find(
    (message) => message.to === to && message.template.startsWith("verify_"),
  );
  const secret = mail?.context.key ?? mail?.context.code ?? "";
  if (id === "verify_phone")
    return go(journey, "proves the number", () => client.account.phone.verify.mutate({ code: secret }), ANSWER);
  return go(journey, "proves the address", () => client.account.email.verify.mutate({ key: secret }), ANSWER);
}

const ANSWER = { answersFlow: true };

async function enroll(journey: Journey): Promise<boolean> {
  const { client, state, world, by } = journey;
  const isEnrolled = state?.status === "pending" && state.flow.id === "mfa_enroll" && state.flow.isEnrolled;
  if (isEnrolled) return go(journey, "goes on", () => client.mfa.enroll.complete.mutate(), ANSWER);
  return go(journey, "sets up a factor", () => setUpFactor({ world, by, client, a: 1 }), ANSWER);
}

async function giveFactor(journey: Journey): Promise<boolean> {
  const { world, by, client } = journey;
  if (by.device.credentials.length > 0) {
    const sign = async () => {
      const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
      return client.mfa.webauthn.authenticate.mutate({ response: by.device.get(options) });
    };
    if (await go(journey, "gives a passkey", sign, ANSWER)) return true;
  }
  // The newest first: three wrong ones end the login.
  for (const secret of [...by.totpSecrets].reverse().slice(0, 2)) {
    const code = await totpOf(world, secret);
    if (await go(journey, "gives a code", () => client.mfa.authenticate.mutate({ code }), ANSWER)) return true;
  }
  return false;
}

/** Signs up; if the address belongs to an account already, the mail says so, and its reader resets the password. */
async function arrive(journey: Journey): Promise<void> {
  const { world, by, client, via, contact } = journey;
  const name = world.setup.loginMethods.includes("username") ? { username: `${by.name}_${world.log.length}` } : {};
  const input = via === "email" ? { email: contact } : { phone: contact };
  const password = newPassword(by);
  const known = new Set(await mailbox(world, by));
  const isDone = await go(journey, "signs up", () => client.account.signup.mutate({ ...input, ...name, password }));
  const arrived = (await mailbox(world, by)).filter((message) => !known.has(message));
  const isTold = arrived.some(({ template, to }) => to === contact && template === "account_already_exists");
  if (!isDone || isTold) {
    journey.state = null;
    return resetAndLogIn(journey);
  }
  await goOn(journey);
}

const LAST_KEPT = 4;

/** Everyone but the owner presents everything that they have kept, and tries every door that they know. */
export async function aftermath(world: World): Promise<void> {
  world.log.push("-- the others try whatever they have");
  for (const name of NAMES) {
    if (name === "owner") continue;
    const by = world.actors[name];
    const kept = [...by.kept.slice(-LAST_KEPT), tokensOf(by.clients.browser), tokensOf(by.clients.app)];
    for (const tokens of kept.filter(({ session, flow }) => session !== null || flow !== null)) {
      const client = by.clients[tokens.kind];
      putTokens(client, tokens);
      const { waitsAt } = standing(world, client);
      const move = waitsAt === null ? undefined : ANSWERS[waitsAt];
      if (move !== undefined) await step(world, { by, client }, move);
    }
    const { browser: client } = by.clients;
    putTokens(client, { session: null, flow: null, trust: null });
    await step(world, { by, client }, "verifyEmail");
    await step(world, { by, client, b: 7 }, "verifyEmail");
    for (let a = 0; a < 4; a += 1) {
      await step(world, { by, client, a }, "login");
      putTokens(client, { session: null, flow: null, trust: null });
    }
    await step(world, { by, client }, "requestReset");
    await step(world, { by, client }, "reset");
    if (by.device.credentials.length > 0) await step(world, { by, client }, "passkeyLogin");
  }
}
