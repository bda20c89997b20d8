import { createHash, generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { createTRPCClient, httpBatchLink, httpLink } from "@trpc/client";
import { calculateJwkThumbprint, exportJWK, type JWK, SignJWT } from "jose";
import type { Tokens } from "../../src/wire/state.ts";
import type { App } from "./appServers.ts";
import type { Kit } from "./appTokens.ts";

/** Replacements for the correct content of a proof. */
export interface ProofChanges {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  key?: KeyObject | Uint8Array;
}

/** A device with a key of its own, which signs proofs with the kit's time. */
export async function createDevice(kit: Pick<Kit, "clock">, curve: "P-256" | "Ed25519" = "P-256") {
  const { privateKey, publicKey } =
    curve === "P-256" ? generateKeyPairSync("ec", { namedCurve: curve }) : generateKeyPairSync("ed25519");
  const jwk: JWK = await exportJWK(publicKey);
  const prove = (
    { method, url, accessToken }: { method: string; url: string; accessToken?: string | undefined },
    { header, claims, key = privateKey }: ProofChanges = {},
  ) =>
    new SignJWT({
      jti: randomUUID(),
      htm: method,
      htu: url.split(/[?#]/)[0],
      iat: Math.floor(kit.clock.now().getTime() / 1000),
      ...(accessToken === undefined ? {} : { ath: createHash("sha256").update(accessToken).digest("base64url") }),
      ...claims,
    })
      .setProtectedHeader({ alg: curve === "P-256" ? "ES256" : "EdDSA", typ: "dpop+jwt", jwk, ...header })
      .sign(key);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk), prove };
}
export type Device = Awaited<ReturnType<typeof createDevice>>;

/** The URL of the tests of bound tokens, as seen in front of a proxy. */
export const API = "https://api.acme.com";

interface AppOptions {
  port: number;
  /** Null: it signs nothing. */
  device: Device | null;
  tokens?: Tokens;
  /** Replaces the request's headers. */
  change?(headers: Record<string, string>, url: string): Record<string, string> | Promise<Record<string, string>>;
}

/** An app over real HTTP, for which the server is at {@link API}. `batch` uses the link for batches. */
export function connect({ port, device, tokens = {}, change = (headers) => headers }: AppOptions) {
  const sent: { url: string; headers: Record<string, string>; body: unknown }[] = [];
  const state: { last: Response | null } = { last: null };
  const fetchSigned = async (given: unknown, init: { method?: string; headers?: unknown; body?: unknown } = {}) => {
    const url = String(given);
    const { accessToken, tokenType = "Bearer" } = tokens;
    const authorization = accessToken === undefined ? {} : { authorization: `${tokenType} ${accessToken}` };
    const { method = "GET" } = init;
    const proof = await device?.prove({ method, url, accessToken });
    const headers = await change(
      {
        // tRPC's client sends plain headers.
        ...(init.headers as Record<string, string>),
        "x-latchkey-client": "app",
        ...authorization,
        ...(proof === undefined ? {} : { dpop: proof }),
      },
      url,
    );
    sent.push({ url, headers, body: init.body });
    // tRPC's client passes less than fetch accepts.
    state.last = await fetch(url.replace(API, `http://127.0.0.1:${port}`), { ...init, headers } as RequestInit);
    return state.last;
  };
  const client = createTRPCClient<App["router"]>({ links: [httpLink({ url: API, fetch: fetchSigned })] });
  const batch = createTRPCClient<App["router"]>({ links: [httpBatchLink({ url: API, fetch: fetchSigned })] });
  return {
    client,
    batch,
    device,
    tokens,
    sent,
    /** A header of the last response. */
    answered: (name: string) => state.last?.headers.get(name) ?? null,
    async login({ email, password }: { email: string; password: string }) {
      const state = await client.auth.account.login.mutate({ email, password });
      Object.assign(tokens, "tokens" in state ? state.tokens : {});
      return tokens;
    },
    async refresh() {
      const next = await client.auth.session.refresh.mutate({ refreshToken: tokens.refreshToken ?? "" });
      return Object.assign(tokens, next);
    },
  };
}
