import { addPasskey } from "../support/passkeys.ts";
import type { World } from "./actors.ts";
import { attempt, type Call, choose, type Move, type MoveTable } from "./call.ts";

/** Codes of an authenticator app work only once in their thirty seconds. */
export async function totpOf({ kit }: World, secret: string): Promise<string> {
  kit.clock.advance(31);
  return kit.totp({ secret });
}

const addTotp: Move = async (call) => {
  const { client, by, world } = call;
  const begun = await attempt(call, "begins an authenticator app", () => client.mfa.totp.begin.mutate());
  if (!begun.ok) return;
  const { secret } = begun.value;
  const code = await totpOf(world, secret);
  const added = await attempt(call, "adds the authenticator app", () => client.mfa.totp.activate.mutate({ code }));
  if (!added.ok) return;
  by.totpSecrets.push(secret);
  by.recoveryCodes.push(...(added.value.recoveryCodes ?? []));
};

const removeTotp: Move = async (call) => {
  await attempt(call, "removes the authenticator app", () => call.client.mfa.totp.deactivate.mutate());
};

const addKey: Move = async (call) => {
  const { by, client, world, a } = call;
  const passwordless = a % 2 === 0;
  const what = passwordless ? "a passkey" : "a security key";
  const added = await attempt(call, `adds ${what}`, () =>
    addPasskey(world.kit, client, { device: by.device, passwordless }),
  );
  if (added.ok) by.recoveryCodes.push(...(added.value.recoveryCodes ?? []));
};

const passkeyLogin: Move = async (call) => {
  const { by, client } = call;
  // Any key, discoverable or not: a dishonest client ignores the difference.
  const key = choose(by.device.credentials, call.a);
  if (key === undefined) return;
  const { ok } = await attempt(call, "logs in with a passkey", async () => {
    const { options } = await client.mfa.webauthn.beginLogin.mutate();
    const allowed = { ...options, allowCredentials: [{ id: key.id, type: "public-key" as const }] };
    return client.mfa.webauthn.login.mutate({ response: by.device.get(allowed) });
  });
  if (ok) noteSecondFactor(call, true);
};

function noteSecondFactor({ by, world }: Call, isLogin: boolean): void {
  world.ledger.secondFactors.push({ by: by.name, at: world.kit.clock.now().getTime(), isLogin });
}

const authenticate: Move = async (call) => {
  const { by, client, world, a } = call;
  const secret = choose(by.totpSecrets, a);
  if (a % 3 === 0 && by.device.credentials.length > 0) {
    const { ok } = await attempt(call, "gives a passkey as second factor", async () => {
      const { options } = await client.mfa.webauthn.beginAuthentication.mutate();
      return client.mfa.webauthn.authenticate.mutate({ response: by.device.get(options) });
    });
    if (ok) noteSecondFactor(call, true);
  } else {
    const code = (a % 3 === 1 ? choose(by.recoveryCodes, a) : undefined) ?? (secret && (await totpOf(world, secret)));
    if (code === undefined) return;
    const { ok } = await attempt(call, "gives a code as second factor", () => client.mfa.authenticate.mutate({ code }));
    if (ok) noteSecondFactor(call, true);
  }
  return { answersFlow: true };
};

/** Sets up a required second factor within a login, and goes on. */
const enroll: Move = async (call) => {
  const { by, client, a } = call;
  const { enroll: calls } = client.mfa;
  const state = await client.session.get.query().catch(() => null);
  const isEnrolled = state?.status === "pending" && state.flow.id === "mfa_enroll" && state.flow.isEnrolled;
  if (!isEnrolled) {
    const added = await attempt(call, "sets up a required second factor", () => setUpFactor(call));
    if (added.ok) {
      by.recoveryCodes.push(...(added.value.recoveryCodes ?? []));
      noteSecondFactor(call, true);
    }
    // Without recovery codes it has gone on already; some stop here, and come back.
    if (!added.ok || added.value.status !== "pending" || a % 3 === 2) return { answersFlow: true };
  }
  await attempt(call, "goes on with the second factor", () => calls.complete.mutate());
  return { answersFlow: true };
};

/** @param call `a` chooses the factor */
export async function setUpFactor({ by, client, world, a }: Pick<Call, "by" | "client" | "world" | "a">) {
  const { enroll: calls } = client.mfa;
  const [type] = world.setup.mfaTypes;
  if (type === "webauthn" || (world.setup.mfaTypes.length > 1 && a % 2 === 0)) {
    const { options } = await calls.beginWebauthn.mutate({ passwordless: a % 4 === 0 });
    return calls.registerWebauthn.mutate({ response: by.device.create(options) });
  }
  const { secret } = await calls.beginTotp.mutate();
  const code = await totpOf(world, secret);
  const state = await calls.activateTotp.mutate({ code });
  by.totpSecrets.push(secret);
  return state;
}

const reauthenticateWithFactor: Move = async (call) => {
  const secret = choose(call.by.totpSecrets, call.a);
  if (secret === undefined) return;
  const code = await totpOf(call.world, secret);
  const { ok } = await attempt(call, "gives a second factor again", () =>
    call.client.mfa.reauthenticate.mutate({ code }),
  );
  if (ok) noteSecondFactor(call, false);
  return { renews: ok };
};

const answerTrust: Move = async (call) => {
  const trust = call.a % 3 !== 0;
  await attempt(call, trust ? "trusts the browser" : "trusts no browser", () =>
    call.client.mfa.trust.mutate({ trust }),
  );
  return { answersFlow: true };
};

const newRecoveryCodes: Move = async (call) => {
  const made = await attempt(call, "makes recovery codes", () => call.client.mfa.recoveryCodes.generate.mutate());
  if (made.ok) call.by.recoveryCodes = made.value.codes ?? [];
};

const revokeOthers: Move = async (call) => {
  const { ok } = await attempt(call, "ends the other sessions", () => call.client.session.revokeOthers.mutate());
  return ok ? { ends: "others" } : undefined;
};

const revokeOne: Move = async (call) => {
  const listed = await attempt(call, "lists the sessions", () => call.client.session.list.query());
  const other = listed.ok
    ? choose(
        listed.value.filter(({ isCurrent }) => !isCurrent),
        call.a,
      )
    : undefined;
  if (other === undefined) return;
  await attempt(call, "ends another session", () => call.client.session.revoke.mutate({ ids: [other.id] }));
};

const cancel: Move = async (call) => {
  await attempt(call, "cancels", () => call.client.session.cancel.mutate());
};

function identityOf({ by, b }: Call): string {
  return `${by.name} ${choose(by.emails, b % 5 === 0 ? 1 : 0) ?? ""}`;
}

async function travel(call: Call, process: "login" | "connect") {
  const { client } = call;
  if (call.world.setup.social === "off") return;
  await attempt(call, `comes back from a provider to ${process}`, async () => {
    const { redirectUrl } = await client.social.redirect.mutate({ provider: "people", process, callbackUrl: "/" });
    const state = new URL(redirectUrl).searchParams.get("state") ?? "";
    return client.social.callback.mutate({ provider: "people", state, code: identityOf(call) });
  });
}

const socialLogin: Move = (call) => travel(call, "login");
const connect: Move = (call) => travel(call, "connect");

const disconnect: Move = async (call) => {
  if (call.world.setup.social === "off") return;
  await attempt(call, "disconnects the provider", () =>
    call.client.social.connections.disconnect.mutate({ provider: "people", uid: call.by.name }),
  );
};

export const factorMoves = {
  addTotp: [4, "s", addTotp],
  removeTotp: [1, "s", removeTotp],
  addKey: [3, "s", addKey],
  passkeyLogin: [2, "a", passkeyLogin],
  authenticate: [4, "p", authenticate],
  enroll: [4, "p", enroll],
  reauthenticateWithFactor: [1, "s", reauthenticateWithFactor],
  answerTrust: [3, "p", answerTrust],
  newRecoveryCodes: [1, "s", newRecoveryCodes],
  revokeOthers: [2, "s", revokeOthers],
  revokeOne: [1, "s", revokeOne],
  cancel: [1, "ps", cancel],
  socialLogin: [3, "a", socialLogin],
  connect: [3, "s", connect],
  disconnect: [1, "s", disconnect],
} as const satisfies MoveTable;
