import { createHash } from "node:crypto";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import postgres from "postgres";
import { type Contestant, ORIGIN, PASSWORD, readingHeaders, SESSIONS, type Surroundings, turns } from "./contestant.ts";
import { argon2idHasher, bcryptHasher, HASHER_NAMES, HASHERS } from "./hashers.ts";
import { tokenOf } from "./latchkeyRows.ts";
import { serveHttp } from "./overHttp.ts";
import { serve } from "./serve.ts";

/** The lower bounds: a tRPC call that does nothing, the statement alone, the hash alone. */
async function makeFloors({ databaseUrl }: Surroundings): Promise<Contestant> {
  const sql = postgres(databaseUrl);
  const next = turns(SESSIONS);
  const hashOf = (index: number) => createHash("sha256").update(tokenOf(index)).digest("base64url");
  /** The session, its user, their primary address: every call of an app that knows the current user must read these. */
  const read = async (index: number) => {
    const rows = await sql`
      select s.*, u.*, e.* from latchkey_sessions s
      join latchkey_users u on u.id = s.user_id
      left join latchkey_email_addresses e on e.user_id = u.id and e.is_primary
      where s.token_hash = ${hashOf(index)} and s.expires_at > ${new Date()} and u.is_active`;
    if (rows.length !== 1) throw new Error("there is no such session");
  };
  const t = initTRPC.create();
  const router = t.router({
    ping: t.procedure.query(() => "pong"),
    read: t.procedure.query(async () => {
      await read(next());
      return "read";
    }),
  });
  const headers = readingHeaders(`__Host-latchkey.session=${tokenOf(0)}`);
  const http = await serveHttp(createHTTPHandler({ router, basePath: "/trpc/" }));
  const call = async (path: string) => {
    const req = new Request(`${ORIGIN}/trpc/${path}`, { headers });
    const response = await fetchRequestHandler({ endpoint: "/trpc", req, router });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
  };
  const stored = { bcrypt: await bcryptHasher.hash(PASSWORD), argon2id: await argon2idHasher.hash(PASSWORD) };
  const hashes = HASHER_NAMES.map((name) => [
    `hash ${name}`,
    async () => async () => {
      if (!(await HASHERS[name].verify(PASSWORD, stored[name]))) throw new Error("the password is wrong");
    },
  ]);
  return {
    cases: {
      ping: async () => () => call("ping"),
      statement: async () => {
        const index = next();
        return () => read(index);
      },
      "ping with statement": async () => () => call("read"),
      "ping over HTTP": async () => () => http.get("/trpc/ping", headers),
      "ping with statement over HTTP": async () => () => http.get("/trpc/read", headers),
      ...Object.fromEntries(hashes),
    },
    stop() {
      http.stop();
      return sql.end({ timeout: 1 });
    },
  };
}

await serve(makeFloors);
