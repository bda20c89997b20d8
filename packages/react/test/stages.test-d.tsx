import type { AuthState, EndedFlow, FlowId } from "@latchkey/server/types";
import type { QueryClient } from "@tanstack/react-query";
import type { TRPCClient } from "@trpc/client";
import { createTRPCReact } from "@trpc/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { describe, expectTypeOf, it } from "vitest";
import { createAuthHooks } from "../src/index.ts";
import type { StagedRouter } from "./ownStages.tsx";
import type { AppRouter } from "./support.tsx";

declare const client: TRPCClient<StagedRouter>;
declare const queryClient: QueryClient;
const classic = createAuthHooks(createTRPCReact<StagedRouter>().auth);
const proxy = createAuthHooks(createTRPCOptionsProxy<StagedRouter>({ client, queryClient }).auth);
const without = createAuthHooks(createTRPCReact<AppRouter>().auth);

type View = { displayName: string; isStaff: boolean };

describe("types of the hooks, in an app with stages of its own", () => {
  it("name each stage in a switch that is checked for completeness, with its state and its answer", () => {
    const flow = proxy.useFlow();
    if (flow === null) return;
    switch (flow.id) {
      case "accept_terms":
        expectTypeOf(flow.state).toEqualTypeOf<{ version: number }>();
        expectTypeOf(flow.answer).parameters.toEqualTypeOf<[input: { version: string }]>();
        expectTypeOf(flow.actions).toHaveProperty("answer");
        // @ts-expect-error the schema takes a string
        void flow.answer({ version: 3 });
        // @ts-expect-error there is nothing to resend
        flow.resend();
        return;
      case "choose_organisation":
        expectTypeOf(flow.state).toEqualTypeOf<{ organisations: string[] }>();
        expectTypeOf(flow.answer).parameters.toEqualTypeOf<[input: "acme" | "globex"]>();
        // @ts-expect-error there is no such organisation
        void flow.answer("initech");
        return;
      case "mfa_trust":
        expectTypeOf(flow.answer).parameters.toEqualTypeOf<[trust: boolean]>();
        return;
      case "reauthenticate":
      case "challenge":
      case "verify_email":
      case "verify_phone":
      case "login_by_code":
      case "mfa_authenticate":
      case "mfa_enroll":
      case "change_password":
      case "mfa_signup_webauthn":
      case "password_reset_by_code":
      case "provider_signup":
        return;
      default:
        expectTypeOf(flow).toEqualTypeOf<never>();
    }
  });

  it("are the same with both clients", () => {
    expectTypeOf<ReturnType<typeof classic.useFlow>>().toEqualTypeOf<ReturnType<typeof proxy.useFlow>>();
    expectTypeOf(classic.useAuth).returns.toEqualTypeOf<ReturnType<typeof proxy.useAuth>>();
  });

  it("include them where a flow is named", () => {
    type Own = "accept_terms" | "choose_organisation";
    const { ended } = proxy.useAuth();
    expectTypeOf<NonNullable<typeof ended>["flow"]>().toEqualTypeOf<FlowId | Own>();
    expectTypeOf<EndedFlow["flow"]>().toEqualTypeOf<FlowId>();
  });

  it("have the app's own view of a user", () => {
    const auth = classic.useAuth();
    if (auth.status === "authenticated") expectTypeOf(auth.user.data).toEqualTypeOf<View>();
    expectTypeOf<Extract<AuthState<View>, { status: "authenticated" }>["user"]["data"]>().toEqualTypeOf<View>();
  });

  it("are not there in an app without any", () => {
    const flow = without.useFlow();
    // @ts-expect-error there is no such step
    void (flow?.id === "accept_terms");
    // @ts-expect-error no built-in step has a state
    void flow?.state;
  });
});
