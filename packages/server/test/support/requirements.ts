import { initTRPC } from "@trpc/server";
import type { NoFields } from "../../src/config/signupFields.ts";
import { type AuthenticationRequirement, authErrorFormatter } from "../../src/index.ts";
import type { TestKit } from "../../src/testing.ts";
import { type Refused, refusalOf } from "./errors.ts";
import type { Client } from "./passkeys.ts";

type Kit = TestKit<NoFields>;

/** Calls a procedure of the app with this requirement. @returns its refusal; null when it ran */
export async function callRequiring(
  kit: Kit,
  client: Client,
  requirement: AuthenticationRequirement,
): Promise<Refused | null> {
  const t = initTRPC
    .context<Awaited<ReturnType<typeof kit.auth.createContext>>>()
    .create({ errorFormatter: authErrorFormatter });
  const procedure = t.procedure.concat(kit.auth.requires(requirement));
  const router = t.router({ act: procedure.mutation(({ ctx }) => ctx.auth.session.level) });
  const headers = new Headers({ ...client.headers, origin: kit.origin });
  const { sessionToken, accessToken } = client.tokens;
  const token = accessToken ?? sessionToken;
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  else headers.set("cookie", client.jar.header() ?? "");
  const url = `${kit.origin}/trpc/act`;
  const request = new Request(url, { method: "POST", headers });
  const context = await kit.auth.createContext({ req: request, resHeaders: new Headers() });
  const caller = t.createCallerFactory(router)(context);
  return refusalOf(
    caller.act().catch((error: unknown) => {
      const shape = t._config.errorFormatter({
        // As tRPC's own handlers do.
        error: error as never,
        type: "mutation",
        path: "act",
        input: undefined,
        ctx: context,
        shape: { message: "", code: -32603, data: { code: (error as { code: never }).code, httpStatus: 400 } },
      });
      throw Object.assign(new Error("refused"), { data: shape.data });
    }),
  );
}
