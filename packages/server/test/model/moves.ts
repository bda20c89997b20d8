import { hashToken } from "../../src/lib/token.ts";
import { type Actor, currentPassword, newPassword, putTokens, secretsFor, tokensOf, type World } from "./actors.ts";
import { attempt, type Call, choose, type Move, type MoveTable } from "./call.ts";
import { grant } from "./ledger.ts";
import { hasPhones } from "./options.ts";

/** The addresses that a person may enter: their own, and the owner's. */
export function typedEmails(by: Actor, { actors }: World): readonly string[] {
  return by.name === "owner" ? by.emails : [...by.emails, ...actors.owner.emails];
}

function typedPhones(by: Actor, world: World): readonly string[] {
  if (!hasPhones(world.setup)) return [];
  return by.name === "owner" ? by.phones : [...by.phones, ...world.actors.owner.phones];
}

/** An identifier to log in with. */
function identifier({ by, world, a }: Call): { email: string } | { phone: string } | { username: string } {
  const { loginMethods } = world.setup;
  const all = [
    ...(loginMethods.includes("email") ? typedEmails(by, world).map((email) => ({ email })) : []),
    ...typedPhones(by, world).map((phone) => ({ phone })),
    ...(loginMethods.includes("username") ? [{ username: by.username }] : []),
  ];
  return choose(all, a) ?? { email: by.emails[0] ?? "" };
}

function contact({ by, world, a }: Call): { email: string } | { phone: string } {
  const all = [
    ...typedEmails(by, world).map((email) => ({ email })),
    ...typedPhones(by, world).map((phone) => ({ phone })),
  ];
  return choose(all, a) ?? { email: by.emails[0] ?? "" };
}

const text = (value: object) => Object.values(value).join(" ");

const signup: Move = async (call) => {
  const { by, client, world, a, b } = call;
  const { loginMethods } = world.setup;
  const phone = choose(typedPhones(by, world), b);
  const isPhoneAsked = loginMethods.length === 1 || b % 3 !== 0;
  const email = choose(typedEmails(by, world), a);
  const draft = {
    ...(email === undefined || (loginMethods[0] === "phone" && b % 2 === 0) ? {} : { email }),
    ...(phone !== undefined && isPhoneAsked ? { phone } : {}),
    ...(loginMethods.includes("username") ? { username: by.username } : {}),
    password: currentPassword(by),
  };
  await attempt(call, `signs up as ${[email, draft.phone].join(" ")}`, () => client.account.signup.mutate(draft));
};

const login: Move = async (call) => {
  const { by, client, b } = call;
  const who = identifier(call);
  // Sometimes an old password.
  const password = (b % 4 === 0 ? choose(by.passwords, b) : undefined) ?? currentPassword(by);
  await attempt(call, `logs in as ${text(who)}`, () => client.account.login.mutate({ ...who, password }));
};

const logout: Move = async (call) => {
  await attempt(call, "logs out", () => call.client.account.logout.mutate());
};

const requestCode: Move = async (call) => {
  const to = contact(call);
  await attempt(call, `asks for a login code to ${text(to)}`, () => call.client.account.code.request.mutate(to));
};

const confirmCode: Move = async (call) => {
  const secret = await newest(call, "login_code");
  if (secret === undefined) return;
  await attempt(call, "gives the login code", () => call.client.account.code.confirm.mutate({ code: secret }));
  return { answersFlow: true };
};

const resendCode: Move = async (call) => {
  await attempt(call, "asks for the code again", () => call.client.account.code.resend.mutate());
};

const requestReset: Move = async (call) => {
  const { by, world, b } = call;
  // Sometimes also requests a number where the app has none.
  const to = !hasPhones(world.setup) && b % 6 === 0 ? { phone: by.phones[0] ?? "" } : contact(call);
  await attempt(call, `asks for a reset by ${text(to)}`, () => call.client.account.password.requestReset.mutate(to));
};

const reset: Move = async (call) => {
  const { by, client, world, b } = call;
  const links = await secretsFor(world, by, "password_reset");
  const codes = await secretsFor(world, by, "password_reset_code");
  const flow = b % 2 === 0 ? codes : [];
  const secret = (choose(flow.slice(0, 2), b) ?? choose(links.slice(0, 3), b) ?? choose(codes, b))?.secret;
  if (secret === undefined) return;
  const password = newPassword(by);
  const { ok } = await attempt(call, "resets the password", () =>
    client.account.password.reset.mutate({ key: secret, password }),
  );
  if (!ok) by.passwords.pop();
  const isLink = links.some((link) => link.secret === secret);
  return { answersFlow: !isLink, ...(isLink && ok ? { keyHash: hashToken(secret) } : {}) };
};

const checkKey: Move = async (call) => {
  const secret = (await newest(call, "password_reset_code")) ?? (await newest(call, "password_reset"));
  if (secret === undefined) return;
  await attempt(call, "looks at the key of a reset", () =>
    call.client.account.password.checkKey.mutate({ key: secret }),
  );
};

const verifyEmail: Move = async (call) => {
  const secret = (await newest(call, "verify_email_code")) ?? (await newest(call, "verify_email"));
  if (secret === undefined) return;
  await attempt(call, "proves an address", () => call.client.account.email.verify.mutate({ key: secret }));
  return { answersFlow: true };
};

const requestVerification: Move = async (call) => {
  const email = choose(typedEmails(call.by, call.world), call.a) ?? "";
  await attempt(call, `asks to verify ${email}`, () => call.client.account.email.requestVerification.mutate({ email }));
};

const resendEmail: Move = async (call) => {
  await attempt(call, "asks for the mail again", () => call.client.account.email.resend.mutate());
};

const changePendingEmail: Move = async (call) => {
  const email = choose(typedEmails(call.by, call.world), call.a) ?? "";
  await attempt(call, `signs up as ${email} instead`, () => call.client.account.email.change.mutate({ email }));
};

const addEmail: Move = async (call) => {
  const email = choose([...typedEmails(call.by, call.world)].reverse(), call.a) ?? "";
  await attempt(call, `adds ${email}`, () => call.client.account.email.add.mutate({ email }));
};

const removeEmail: Move = async (call) => {
  const email = choose(typedEmails(call.by, call.world), call.a) ?? "";
  await attempt(call, `removes ${email}`, () => call.client.account.email.remove.mutate({ email }));
};

const setPrimary: Move = async (call) => {
  const email = choose(typedEmails(call.by, call.world), call.a) ?? "";
  await attempt(call, `makes ${email} primary`, () => call.client.account.email.setPrimary.mutate({ email }));
};

const setPhone: Move = async (call) => {
  const phone = choose(typedPhones(call.by, call.world), call.a);
  if (phone === undefined) return;
  await attempt(call, `sets the number ${phone}`, () => call.client.account.phone.set.mutate({ phone }));
};

const verifyPhone: Move = async (call) => {
  const secret = await newest(call, "verify_phone_code");
  if (secret === undefined) return;
  await attempt(call, "proves a number", () => call.client.account.phone.verify.mutate({ code: secret }));
  return { answersFlow: true };
};

const resendPhone: Move = async (call) => {
  await attempt(call, "asks for the text message again", () => call.client.account.phone.resend.mutate());
};

const changePassword: Move = async (call) => {
  const { by, client } = call;
  const before = currentPassword(by);
  const { ok } = await attempt(call, "changes the password", () =>
    client.account.password.change.mutate({ currentPassword: before, newPassword: newPassword(by) }),
  );
  if (!ok) by.passwords.pop();
};

const reauthenticate: Move = async (call) => {
  const { ok } = await attempt(call, "gives the password again", () =>
    call.client.account.reauthenticate.mutate({ password: currentPassword(call.by) }),
  );
  return { renews: ok };
};

/** A moment at the owner's computer or telephone: everything that it holds is copied. */
const borrow: Move = async ({ world, by, client }) => {
  if (by.name !== "thief") return;
  const held = tokensOf(world.actors.owner.clients[client.kind]);
  if (held.session === null && held.flow === null) return;
  world.log.push(`thief (${client.kind}): copies what the owner's ${client.kind} holds`);
  by.kept.push(tokensOf(client), held);
  putTokens(client, held);
  const { sessions, flows } = await import("../../src/db/tables/sessions.ts");
  const { database } = world.kit;
  const hashes = [held.session, held.flow].flatMap((token) => (token === null ? [] : [hashToken(token)]));
  for (const row of [...(await database.select().from(sessions)), ...(await database.select().from(flows))]) {
    if (row.userId !== null && hashes.some((hash) => hash === row.tokenHash)) grant(world.ledger, row.userId, by.name);
  }
};

/** Presents what was kept, regardless of its age. */
const presentKept: Move = async (call) => {
  const { by, client, a } = call;
  const kept = choose(
    by.kept.filter(({ kind }) => kind === client.kind),
    a,
  );
  by.kept.push(tokensOf(client));
  if (kept !== undefined) putTokens(client, kept);
  await attempt(call, "presents what they kept", () => client.session.get.query());
};

/** Starts with an empty client, and keeps what it held. */
const startAfresh: Move = async ({ world, by, client }) => {
  by.kept.push(tokensOf(client));
  putTokens(client, { session: null, flow: null, trust: tokensOf(client).trust });
  world.log.push(`${by.name} (${client.kind}): starts afresh`);
};

async function newest({ world, by, b }: Call, template: Parameters<typeof secretsFor>[2]): Promise<string | undefined> {
  const secrets = await secretsFor(world, by, template);
  // Mostly the newest; sometimes an earlier one.
  return (b % 4 === 3 ? choose(secrets, b) : secrets[0])?.secret;
}

export const accountMoves = {
  signup: [5, "a", signup],
  login: [9, "a", login],
  logout: [1, "ps", logout],
  requestCode: [3, "a", requestCode],
  confirmCode: [4, "p", confirmCode],
  resendCode: [1, "p", resendCode],
  requestReset: [4, "as", requestReset],
  reset: [5, "aps", reset],
  checkKey: [1, "p", checkKey],
  verifyEmail: [7, "aps", verifyEmail],
  requestVerification: [2, "as", requestVerification],
  resendEmail: [1, "p", resendEmail],
  changePendingEmail: [1, "p", changePendingEmail],
  addEmail: [5, "s", addEmail],
  removeEmail: [1, "s", removeEmail],
  setPrimary: [1, "s", setPrimary],
  setPhone: [3, "ps", setPhone],
  verifyPhone: [4, "ps", verifyPhone],
  resendPhone: [1, "p", resendPhone],
  changePassword: [2, "s", changePassword],
  reauthenticate: [2, "s", reauthenticate],
  borrow: [5, "aps", borrow],
  presentKept: [3, "aps", presentKept],
  startAfresh: [3, "ps", startAfresh],
} as const satisfies MoveTable;
