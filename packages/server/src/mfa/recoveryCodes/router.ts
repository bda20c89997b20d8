import { authenticatedProcedure, guardedProcedure, limited, router } from "../../procedures.ts";
import type { RecoveryCodes } from "../../wire/recoveryCodes.ts";
import { generateRecoveryCodes } from "./generate.ts";
import { getRecoveryCodes } from "./get.ts";

export function recoveryCodesRouter() {
  return router({
    get: authenticatedProcedure.query(({ ctx }): Promise<RecoveryCodes> => getRecoveryCodes(ctx.request, ctx.session)),
    generate: guardedProcedure("mfa")
      .use(limited({ volume: ["manageMfa"] }))
      .mutation(({ ctx }): Promise<RecoveryCodes> => generateRecoveryCodes(ctx.request, ctx.session)),
  });
}
