import { createServer } from "node:http";

/** An OAuth 2.0 provider that accepts everyone: the code is the user's name, and so is the token. */
export interface StubProvider {
  readonly url: string;
  stop(): void;
}

/** In the main process, so that its work costs the contestants nothing. */
export async function startStubProvider(): Promise<StubProvider> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const answer =
        request.url === "/token"
          ? { access_token: form.get("code"), token_type: "Bearer", expires_in: 3_600 }
          : { id: token, sub: token, name: token, email: `${token}@social.example`, email_verified: true };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the provider got no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
