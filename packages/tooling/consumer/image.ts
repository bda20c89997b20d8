import assert from "node:assert/strict";
import { createAppAuth, createPlainRouter, listen, ORIGIN } from "./server.js";

// The content of an image: the compiled server with its production dependencies, without the front end.
async function main() {
  const { auth, mail } = await createAppAuth();
  const { url, close } = await listen(createPlainRouter(auth), auth);
  const cookies = new Map<string, string>();
  const call = async (path: string, input?: object): Promise<unknown> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { origin: ORIGIN, cookie, "content-type": "application/json" };
    const init = input === undefined ? { headers } : { method: "POST", headers, body: JSON.stringify(input) };
    const response = await fetch(`${url}/${path}`, init);
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response.json();
  };
  const email = "image@example.com";
  await call("auth.account.signup", { email, password: "correct horse battery", displayName: "Ada" });
  const code = await mail.until(({ to, context }) => (to === email ? (context.code ?? null) : null));
  await call("auth.account.email.verify", { key: code });
  assert.deepEqual(await call("now"), { result: { data: { email, at: "1970-01-01T00:00:00.000Z" } } });
  close();
  await auth.close();
  console.log("served from an image");
  process.exit();
}

void main();
