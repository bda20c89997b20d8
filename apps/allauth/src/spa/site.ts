import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { allauthNodeHandler } from "@latchkey/server/allauth";
import { oidc } from "@latchkey/server/providers";
import { createTestKit } from "@latchkey/server/testing";
import { type Issuer, PROVIDER, startIssuer } from "../differences/issuer.ts";

type Kit = Awaited<ReturnType<typeof createTestKit>>;

/** The example with our handler behind it, as its own backend is configured. */
export interface Site {
  readonly origin: string;
  readonly kit: Kit;
  readonly issuer: Issuer;
  /** What was answered with a failure of the server. */
  readonly failures: string[];
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** @param by whether addresses and resets are verified by a link or by a code */
export async function startSite(folder: string, by: "link" | "code"): Promise<Site> {
  const issuer = await startIssuer();
  const failures: string[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://localhost:${typeof address === "object" ? address?.port : ""}`;
  const kit = await createTestKit({
    origin,
    trustedProxies: 0,
    rateLimits: false,
    account: {
      emailVerificationBy: by === "link" ? "link" : "code",
      passwordResetBy: by,
      loginOnEmailVerification: true,
      loginByCode: { enabled: true },
      urls: {
        verifyEmail: "/account/verify-email/{key}",
        resetPassword: "/account/password/reset/key/{key}",
        providerCallback: "/accounts/{provider}/login/callback/",
      },
    },
    mfa: by === "code" ? { passkeySignup: true } : {},
    social: { providers: [oidc({ ...PROVIDER, issuer: issuer.url })] },
    onError: (error) => void failures.push(String(error)),
  });
  const handle = allauthNodeHandler(kit.auth);
  const site: Site = { origin, kit, issuer, failures, close };
  answer = (request, response) => {
    issuer.now = kit.clock.now().getTime() / 1000;
    response.on("finish", () => {
      if (response.statusCode >= 500) failures.push(`${request.method} ${request.url} ${response.statusCode}`);
    });
    void handle(request, response, () => serveFile(folder, request, response));
  };
  return site;

  async function close(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await issuer.close();
    await kit[Symbol.asyncDispose]();
  }
}

/** A file of the example, or its page for every path that its router knows. */
function serveFile(folder: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = join(folder, pathname);
  const isFile = extname(pathname) !== "" && existsSync(file);
  const served = isFile ? file : join(folder, "index.html");
  response
    .writeHead(200, { "content-type": TYPES[extname(served)] ?? "application/octet-stream" })
    .end(readFileSync(served));
}
