import type { VirtualAuthenticator } from "@latchkey/server/testing";
import type { PasskeyRegistrationOptions, PasskeyRequestOptions } from "@latchkey/server/types";

/** A browser's passkey API, which the emulated DOM lacks. Behind it is a software authenticator. */
export interface Platform {
  /** Lets the next ceremony fail like in a browser. */
  failNext(name: "NotAllowedError" | "SecurityError" | "NotSupportedError" | "UnknownError"): void;
  /** Chooses a passkey from the autofill. @throws Error when none is offered */
  choose(): void;
  /** How many offers are pending in the autofill. */
  offers(): number;
  /** What the page has told the password managers, in order. */
  readonly signals: [name: string, details: object][];
  uninstall(): void;
}

type Bytes = ArrayBuffer | ArrayBufferView;
const toText = (bytes: Bytes) =>
  Buffer.from(bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : new Uint8Array(bytes.buffer)).toString(
    "base64url",
  );
const toBytes = (text: string) => new Uint8Array(Buffer.from(text, "base64url")).buffer;

interface Ceremony {
  publicKey: Record<string, unknown>;
  mediation?: string;
  uiMode?: string;
  signal?: AbortSignal;
}

const SIGNALS = ["signalAllAcceptedCredentials", "signalCurrentUserDetails", "signalUnknownCredential"];

/** What a browser may have beyond WebAuthn Level 2. */
export interface PlatformOptions {
  /** Whether it tells password managers about passkeys [false]. */
  hasSignals?: boolean;
  /** Whether it creates passkeys without asking [false]. */
  conditionalCreate?: boolean;
  /** Whether it can tell at once whether a passkey is at hand [false]. */
  immediateGet?: boolean;
}

export function installPlatform(device: VirtualAuthenticator, has: PlatformOptions = {}): Platform {
  let failure: string | null = null;
  const signals: Platform["signals"] = [];
  const waiting = new Set<() => void>();
  const fail = () => {
    if (failure === null) return;
    const name = failure;
    failure = null;
    throw new DOMException("refused by the platform", name);
  };
  const named = (list: unknown) =>
    (Array.isArray(list) ? list : []).map((one: { id: Bytes }) => ({ ...one, id: toText(one.id) }));
  const credentials = {
    async create({ publicKey, mediation }: Ceremony) {
      fail();
      const unasked = { isUserPresent: false, isUserVerified: false };
      const user = publicKey["user"] as { id: Bytes };
      const made = device.create(
        {
          ...publicKey,
          challenge: toText(publicKey["challenge"] as Bytes),
          user: { ...user, id: toText(user.id) },
          excludeCredentials: named(publicKey["excludeCredentials"]),
        } as unknown as PasskeyRegistrationOptions,
        mediation === "conditional" ? unasked : {},
      );
      return shown(made, { getTransports: () => made.response.transports });
    },
    async get({ publicKey, mediation, uiMode, signal }: Ceremony) {
      // Browsers refuse it beside another request.
      if (uiMode === "immediate" && waiting.size > 0) throw new DOMException("is pending", "OperationError");
      if (mediation === "conditional") await chosen(waiting, signal);
      fail();
      const asked = {
        ...publicKey,
        challenge: toText(publicKey["challenge"] as Bytes),
        allowCredentials: named(publicKey["allowCredentials"]),
      } as unknown as PasskeyRequestOptions;
      const given = device.get(asked);
      return Object.assign(new PublicKeyCredential(), shown(given, {}), { toJSON: () => given });
    },
  };
  const former = Object.getOwnPropertyDescriptor(globalThis, "PublicKeyCredential");
  // biome-ignore lint/complexity/noStaticOnlyClass: the browser's is a class
  class PublicKeyCredential {
    static async isConditionalMediationAvailable() {
      return true;
    }
    static async getClientCapabilities() {
      return { conditionalCreate: has.conditionalCreate ?? false, immediateGet: has.immediateGet ?? false };
    }
    static parseRequestOptionsFromJSON({ challenge, ...options }: PasskeyRequestOptions) {
      return { ...options, challenge: toBytes(challenge) };
    }
  }
  for (const name of has.hasSignals === true ? SIGNALS : [])
    Object.assign(PublicKeyCredential, { [name]: async (details: object) => void signals.push([name, details]) });
  Object.defineProperty(globalThis, "PublicKeyCredential", { value: PublicKeyCredential, configurable: true });
  Object.defineProperty(navigator, "credentials", { value: credentials, configurable: true });
  return {
    failNext: (name) => {
      failure = name;
    },
    choose() {
      const [first] = waiting;
      if (first === undefined) throw new Error("nothing is offered");
      first();
    },
    offers: () => waiting.size,
    signals,
    uninstall() {
      Reflect.deleteProperty(globalThis, "PublicKeyCredential");
      if (former !== undefined) Object.defineProperty(globalThis, "PublicKeyCredential", former);
      Reflect.deleteProperty(navigator, "credentials");
    },
  };
}

/** Waits like the autofill: until the user chooses, or the page aborts. */
function chosen(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = () => {
      waiting.delete(done);
      resolve();
    };
    waiting.add(done);
    signal?.addEventListener("abort", () => {
      waiting.delete(done);
      reject(signal.reason);
    });
  });
}

/** A response in the form in which browsers return it: bytes instead of text. */
function shown(
  made: { id: string; response: object; clientExtensionResults: object },
  more: Record<string, () => unknown>,
) {
  const entries = Object.entries(made.response).map(([name, value]) => [
    name,
    typeof value === "string" ? toBytes(value) : value,
  ]);
  return {
    id: made.id,
    rawId: toBytes(made.id),
    type: "public-key",
    authenticatorAttachment: "platform",
    response: { ...Object.fromEntries(entries), ...more },
    getClientExtensionResults: () => made.clientExtensionResults,
  };
}
