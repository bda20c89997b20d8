import type { SignupFields } from "../../config/signupFields.ts";
import { typedState } from "../../config/typedState.ts";
import { limited, publicProcedure, router } from "../../procedures.ts";
import type { StateOf } from "../../wire/state.ts";
import { stageInput } from "../input.ts";
import { answerStage, answerStageLimits } from "./answer.ts";

/** The app's own stages. */
export function stageRouter<Fields extends SignupFields>() {
  return router({
    answer: publicProcedure
      .use(limited(answerStageLimits))
      .input(stageInput<Fields>())
      .mutation(({ ctx, input }): Promise<StateOf<Fields>> => typedState<Fields>(answerStage(ctx.request, input))),
  });
}
