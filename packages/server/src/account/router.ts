import type { ResolvedOptions } from "../config/options.ts";
import type { SignupFields } from "../config/signupFields.ts";
import { typedState, typedUser } from "../config/typedState.ts";
import { viewUser } from "../engine/view.ts";
import { signupLimits } from "../identity/signup/signUp.ts";
import { signupInput } from "../identity/signup/signupInput.ts";
import { authenticatedProcedure, limited, publicProcedure, recentProcedure, router } from "../procedures.ts";
import type { AuthState, User } from "../wire/state.ts";
import { codeRouter } from "./code/router.ts";
import { deleteAccount } from "./delete.ts";
import { emailRouter } from "./email/router.ts";
import { loginInput, passwordInput, updateInput } from "./input.ts";
import { login, loginLimits } from "./login.ts";
import { logout } from "./logout.ts";
import { passwordRouter } from "./password/router.ts";
import { phoneRouter } from "./phone/router.ts";
import { reauthenticate, reauthenticateLimits } from "./reauthenticate.ts";
import { signup } from "./signup.ts";
import { updateAccount } from "./update.ts";

export function accountRouter<Fields extends SignupFields>(options: ResolvedOptions) {
  type Data = Fields["data"];
  return router({
    user: authenticatedProcedure.query(({ ctx }): Promise<User<Data>> => {
      const { user, primaryEmail } = ctx.session;
      return typedUser<Fields>(Promise.resolve(viewUser(user, primaryEmail)));
    }),
    login: publicProcedure
      .use(limited(loginLimits))
      .input(loginInput(options))
      .mutation(({ ctx, input }): Promise<AuthState<Data>> => typedState<Fields>(login(ctx.request, input))),
    signup: publicProcedure
      .use(limited(signupLimits))
      .input(signupInput<Fields>(options))
      .mutation(({ ctx, input }): Promise<AuthState<Data>> => typedState<Fields>(signup(ctx.request, input))),
    logout: publicProcedure.mutation(({ ctx }): Promise<AuthState<Data>> => typedState<Fields>(logout(ctx.request))),
    reauthenticate: authenticatedProcedure
      .use(limited(reauthenticateLimits))
      .input(passwordInput)
      .mutation(({ ctx, input }): Promise<AuthState<Data>> => typedState<Fields>(reauthenticate(ctx.request, input))),
    update: authenticatedProcedure
      .use(limited({ volume: ["updateUser"] }))
      .input(updateInput<Fields>(options))
      .mutation(({ ctx, input }): Promise<User<Data>> => typedUser<Fields>(updateAccount(ctx.request, input))),
    delete: recentProcedure.mutation(
      ({ ctx }): Promise<AuthState<Data>> => typedState<Fields>(deleteAccount(ctx.request)),
    ),
    password: passwordRouter<Fields>(options),
    email: emailRouter<Fields>(),
    phone: phoneRouter<Fields>(),
    code: codeRouter<Fields>(),
  });
}
