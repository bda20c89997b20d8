import type { ClientKind } from "../../src/wire/protocol.ts";
import type { Client } from "../support/passkeys.ts";
import { makeBot, makeClient, passwordOf, type World } from "./actors.ts";
import { Broken } from "./invariants.ts";
import { observe } from "./observe.ts";

/** What a caller sees of a response, and its cost. */
interface Answer {
  status: number;
  body: unknown;
  cookies: string[];
  /** By verb and first table. */
  statements: string[];
}

/** The same anonymous call for a known and for an unknown identifier: the responses must be indistinguishable. */
export async function mirror(world: World, number: number, kind: ClientKind): Promise<void> {
  const { setup, kit } = world;
  if (setup.preventEnumeration === false || setup.limits) return;
  const { emails, users } = await observe(kit);
  const known = emails.find(({ verifiedAt, userId }) => verifiedAt !== null && users.get(userId)?.isActive)?.address;
  if (known === undefined) return;
  const unknown = `nobody${world.log.length}@example.org`;
  const calls = [logIn, requestReset, ...(setup.loginByCode ? [requestCode] : []), requestVerification];
  const hides = setup.verification.startsWith("mandatory") && setup.loginMethods[0] === "email";
  const call = [...calls, ...(hides ? [signUp, signUp] : [])][number % (calls.length + (hides ? 2 : 0))] ?? logIn;
  world.log.push(`a visitor (${kind}): ${call.name} for ${known} and for ${unknown}`);
  const answers: Answer[][] = [];
  for (const email of [known, unknown]) answers.push(await call(world, { email, kind }));
  const [first = [], second = []] = answers;
  for (const [index, one] of first.entries()) {
    const other = second[index];
    if (other === undefined) continue;
    const differs = ANSWER_PARTS.find((part) => partOf(one, part) !== partOf(other, part));
    if (differs === undefined) continue;
    const told = `${JSON.stringify(one[differs])} | ${JSON.stringify(other[differs])}`;
    throw new Broken(`${call.name} tells a known address by the ${differs} of answer ${index + 1}: ${told}`);
  }
}

/** For statements, only their number takes time. */
function partOf(answer: Answer, part: keyof Answer): string {
  return JSON.stringify(part === "statements" ? answer.statements.length : answer[part]);
}

const ANSWER_PARTS = ["status", "body", "cookies", "statements"] as const satisfies (keyof Answer)[];

interface Asked {
  email: string;
  kind: ClientKind;
}
type Asking = (world: World, asked: Asked) => Promise<Answer[]>;

const WRONG = "certainly wrong 77 xyz";

const logIn: Asking = async (world, { email, kind }) => [
  await ask(world, visitor(world, kind), { path: "account.login", input: { email, password: WRONG } }),
];

const requestReset: Asking = async (world, { email, kind }) => [
  await ask(world, visitor(world, kind), { path: "account.password.requestReset", input: { email } }),
];

const requestCode: Asking = async (world, { email, kind }) => {
  const client = visitor(world, kind);
  return [
    await ask(world, client, { path: "account.code.request", input: { email } }),
    await ask(world, client, { path: "account.code.confirm", input: { code: "BCDF-GHJK" } }),
    await ask(world, client, { path: "account.code.resend" }),
  ];
};

const requestVerification: Asking = async (world, { email, kind }) => [
  await ask(world, visitor(world, kind), { path: "account.email.requestVerification", input: { email } }),
];

/** Including the consequence: the next login shows what the signup created. */
const signUp: Asking = async (world, { email, kind }) => {
  const client = visitor(world, kind);
  const password = passwordOf("stranger", 99);
  const names = world.setup.loginMethods.includes("username")
    ? { username: `n${world.log.length}${email.length}` }
    : {};
  return [
    await ask(world, client, { path: "account.signup", input: { email, ...names, password } }),
    await ask(world, client, { path: "account.email.resend" }),
    await ask(world, visitor(world, kind), { path: "account.login", input: { email, password } }),
  ];
};

/** Every other comparison is made by somebody who solves no challenge. */
function visitor(world: World, kind: ClientKind): Client {
  return (world.log.length % 2 === 0 ? makeBot : makeClient)(world, kind, "203.0.113.9");
}

async function ask(
  world: World,
  client: Client,
  { path, input = {} }: { path: string; input?: Record<string, unknown> },
): Promise<Answer> {
  await world.kit.delivered();
  world.takeStatements();
  const response = await client.fetch(`${world.kit.origin}/trpc/auth/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const statements = world
    .takeStatements()
    .filter((one) => !/^(begin|commit|(delete from|update) "latchkey_outbox")/i.test(one));
  const cookies = response.headers.getSetCookie().map((line) => line.split("=")[0] ?? "");
  return {
    status: response.status,
    body: shapeOf(JSON.parse(text), input),
    cookies,
    statements: statements.map(kindOf),
  };
}

function kindOf(statement: string): string {
  return `${statement.split(" ", 1)[0]} ${/"latchkey_(\w+)"/.exec(statement)?.[1] ?? ""}`;
}

/** The response without parts that always differ: tokens and times, and the input. */
function shapeOf(value: unknown, asked: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => shapeOf(item, asked));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shapeOf(item, asked)]));
  if (typeof value !== "string") return value;
  if (value === asked.email || value.includes("@")) return "address";
  if (/^[\w-]{43}$/.test(value)) return "token";
  return /^\d{4}-\d\d-\d\dT/.test(value) ? "instant" : value;
}
