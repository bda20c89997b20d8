import { createServer } from "node:http";
import { jwt } from "@latchkey/server";
import { allauthNodeHandler } from "@latchkey/server/allauth";
import { oidc } from "@latchkey/server/providers";
import { createTestKit, parseSetCookie, TEST_PASSWORD } from "@latchkey/server/testing";
import { PROVIDER, startIssuer } from "../differences/issuer.ts";

/** Our handler with everything switched on, for a machine to call. */
export interface Target {
  readonly origin: string;
  /** Failures of the server: there are none. */
  readonly failures: string[];
  /** The headers of a visitor, in each client. */
  visit(): Promise<Record<string, string>>;
  /** The headers of a user of each client. */
  logIn(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export async function startTarget(): Promise<Target> {
  const issuer = await startIssuer();
  const failures: string[] = [];
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://localhost:${typeof address === "object" ? address?.port : ""}`;
  const kit = await createTestKit({
    origin,
    trustedProxies: 0,
    rateLimits: false,
    account: {
      loginMethods: ["email", "username", "phone"],
      signup: { username: "optional", phone: "optional" },
      emailVerificationBy: "code",
      passwordResetBy: "code",
      loginByCode: { enabled: true },
      urls: { providerCallback: "/accounts/{provider}/login/callback/" },
    },
    mfa: { passkeySignup: true, trust: true },
    social: { providers: [oidc({ ...PROVIDER, issuer: issuer.url })] },
    session: { tokens: jwt() },
    onError: (error) => void failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const handle = allauthNodeHandler(kit.auth);
  server.on("request", (request, response) => {
    response.on("finish", () => {
      if (response.statusCode >= 500) failures.push(`${request.method} ${request.url} ${response.statusCode}`);
    });
    void handle(request, response);
  });
  const call = (client: string, path: string, init: RequestInit = {}) =>
    fetch(`${origin}/_allauth/${client}/v1/${path}`, { ...init, headers: { origin, ...init.headers } });
  const visit = async () => {
    const cookies = (await call("browser", "config")).headers.getSetCookie().map(parseSetCookie);
    const token = cookies.find(({ name }) => name === "csrftoken")?.value ?? "";
    return { origin, "x-csrftoken": token, cookie: `csrftoken=${token}` };
  };
  return {
    origin,
    failures,
    visit,
    async logIn() {
      const { email } = await kit.createUser();
      const headers = await visit();
      const login = { method: "POST", body: JSON.stringify({ email, password: TEST_PASSWORD }) };
      const type = { "content-type": "application/json" };
      const browser = await call("browser", "auth/login", { ...login, headers: { ...headers, ...type } });
      const cookies = browser.headers.getSetCookie().map(parseSetCookie);
      const token = cookies.find(({ name }) => name === "csrftoken")?.value ?? headers["x-csrftoken"];
      const app = await call("app", "auth/login", { ...login, headers: type });
      const { meta } = (await app.json()) as { meta: { session_token: string } }; // the answer of our own handler
      return {
        origin,
        "x-csrftoken": token,
        cookie: [`csrftoken=${token}`, ...cookies.map(({ name, value }) => `${name}=${value}`)].join("; "),
        "x-session-token": meta.session_token,
      };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await issuer.close();
      await kit[Symbol.asyncDispose]();
    },
  };
}
