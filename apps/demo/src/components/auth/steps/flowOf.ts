import type { ComponentType } from "react";
import type { useFlow } from "@/lib/auth";

type Flow = NonNullable<ReturnType<typeof useFlow>>;

/** The variant of `useFlow()` with this id: its data, its actions, and their status. */
export type FlowOf<Id extends Flow["id"]> = Extract<Flow, { id: Id }>;

/** The app's own stages; only these have a state. */
type OwnFlow = Extract<Flow, { state: Record<string, unknown> }>;

/** A component for each of the app's own stages. */
export type OwnSteps = { readonly [Id in OwnFlow["id"]]: ComponentType<{ flow: FlowOf<Id> }> };
