import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState, typedUser } from "../config/typedState.ts";
import { showUser } from "../engine/view.ts";
import { signupLimits } from "../identity/signup/signUp.ts";
import { signupInput } from "../identity/signup/signupInput.ts";
import {
  authenticatedProcedure,
  limited,
  publicProcedure,
  recentProcedure,
  router,
  withOwnCredentials,
} from "../procedures.ts";
import type { ActivityEntry, InvitationInfo } from "../wire/account.ts";
import type { StateOf, User } from "../wire/state.ts";
import { listActivity } from "./activity.ts";
import { checkInvitation, checkInvitationLimits } from "./checkInvitation.ts";
import { codeRouter } from "./code/router.ts";
import { deleteAccount } from "./delete.ts";
import { emailRouter } from "./email/router.ts";
import { codeKeyInput, loginInput, passwordInput, updateInput } from "./input.ts";
import { login, loginLimits } from "./login.ts";
import { logout } from "./logout.ts";
import { passwordRouter } from "./password/router.ts";
import { phoneRouter } from "./phone/router.ts";
import { reauthenticate, reauthenticateLimits } from "./reauthenticate.ts";
import { signup } from "./signup.ts";
import { stageRouter } from "./stage/router.ts";
import { updateAccount } from "./update.ts";

export function accountRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type Data = Fields["data"];
  return router({
    user: authenticatedProcedure.query(({ ctx }): Promise<User<Data>> => {
      const { user, primaryEmail } = ctx.session;
      return typedUser<Fields>(Promise.resolve(showUser(options, user, primaryEmail)));
    }),
    login: publicProcedure
      .use(withOwnCredentials)
      .use(limited(loginLimits))
      .input(loginInput(options))
      .mutation(({ ctx, input }): Promise<StateOf<Fields>> => typedState<Fields>(login(ctx.request, input))),
    signup: publicProcedure
      .use(withOwnCredentials)
      .use(limited(signupLimits))
      .input(signupInput<Fields>(options))
      .mutation(({ ctx, input }): Promise<StateOf<Fields>> => typedState<Fields>(signup(ctx.request, input))),
    checkInvitation: publicProcedure
      .use(limited(checkInvitationLimits))
      .input(codeKeyInput)
      .mutation(({ ctx, input }): Promise<InvitationInfo> => checkInvitation(ctx.request, input)),
    logout: publicProcedure.mutation(({ ctx }): Promise<StateOf<Fields>> => typedState<Fields>(logout(ctx.request))),
    reauthenticate: authenticatedProcedure
      .use(withOwnCredentials)
      .use(limited(reauthenticateLimits))
      .input(passwordInput)
      .mutation(({ ctx, input }): Promise<StateOf<Fields>> => typedState<Fields>(reauthenticate(ctx.request, input))),
    update: authenticatedProcedure
      .use(limited({ volume: ["updateUser"] }))
      .input(updateInput<Fields>(options))
      .mutation(({ ctx, input }): Promise<User<Data>> => typedUser<Fields>(updateAccount(ctx.request, input))),
    activity: authenticatedProcedure.query(
      ({ ctx }): Promise<ActivityEntry[]> => listActivity(ctx.request, ctx.session),
    ),
    delete: recentProcedure.mutation(
      ({ ctx }): Promise<StateOf<Fields>> => typedState<Fields>(deleteAccount(ctx.request)),
    ),
    password: passwordRouter<Fields>(options),
    email: emailRouter<Fields>(),
    phone: phoneRouter<Fields>(),
    code: codeRouter<Fields>(),
    stage: stageRouter<Fields>(),
  });
}
