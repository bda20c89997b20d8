import type { useFlow } from "@/lib/auth";

type Flow = NonNullable<ReturnType<typeof useFlow>>;

/** The variant of `useFlow()` with this id: its data, its actions, and their status. */
export type FlowOf<Id extends Flow["id"]> = Extract<Flow, { id: Id }>;
