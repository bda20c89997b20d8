import type { z } from "zod";
import type { ResolvedOptions } from "../config/options.ts";
import type { Transaction } from "../db/database.ts";
import type { FlowRow } from "../db/flows.ts";
import type { FlowOf, PendingFlow } from "../wire/flow.ts";
import type { Change } from "./change.ts";
import type { Login } from "./login.ts";
import type { OutgoingMessage } from "./outbox.ts";
import type { AuthRequest } from "./request.ts";

export type StepId = PendingFlow["id"];

/** How often a waiting step was asked for another code or another address. */
export type StepCounters = Pick<FlowRow, "resends" | "changes">;

/** A place where a flow can wait. */
export interface Step<Id extends StepId = StepId, State = unknown> {
  readonly id: Id;
  /** Parses what the flow row holds; never a cast. */
  readonly state: z.ZodType<State>;
  /** What the client is told. */
  describe(state: State, counters: StepCounters, options: ResolvedOptions): Omit<FlowOf<Id>, "id" | "expiresAt">;
}

/** A step that every login passes. */
export interface Stage<Id extends StepId = StepId, State = unknown> extends Step<Id, State> {
  /**
   * Decides whether `login` must wait here. Runs before the transaction that stores the answer, so it may count limits;
   * it changes nothing itself.
   *
   * @returns null to let the login pass; a {@link Passing} to let it pass and yet send something
   * @throws AuthError when the login may not go on at all
   */
  enter(login: Login, request: AuthRequest): Promise<Waiting<State> | Passing | null>;
}

/** What must be stored and sent for a step that does not hold the login. */
export interface Passing extends Effects {
  readonly state: null;
}

/** What a step waits with. */
export interface Waiting<State = unknown> extends Effects {
  readonly state: State & {};
  /** Seconds that the step gives; the login as a whole may end sooner. */
  readonly lifetime: number;
  /** Keyed MAC of the code that answers the step. */
  readonly codeHash?: string;
}

/** What is stored and sent beside the flow row. */
export interface Effects {
  readonly messages?: readonly OutgoingMessage[];
  /** Stores what belongs to the step beside the flow row, such as the key of a link. */
  store?(tx: Transaction): Promise<void>;
  /** Takes back what was counted, when the login does not come to wait after all. */
  undo?(): Promise<void>;
}

/** What is done when a login has passed every stage, in the transaction that makes its session. */
export type Completion = (request: AuthRequest, login: Login, within: Change) => Promise<void>;

/** Every step, and the stages among them in the order in which a login passes them. */
export interface Steps {
  readonly stages: readonly Stage[];
  readonly all: ReadonlyMap<string, Step>;
  readonly completions: readonly Completion[];
}

export function createSteps(
  stages: readonly Stage[],
  others: readonly Step[],
  completions: readonly Completion[],
): Steps {
  return { stages, completions, all: new Map([...stages, ...others].map((step) => [step.id, step])) };
}

/** The step at which a flow waits, or waited. */
export function stepOf({ step: id }: Pick<FlowRow, "step">, { steps }: { steps: Steps }): Step {
  const step = steps.all.get(id);
  if (step === undefined) throw new Error(`a flow waits at ${id}, which is not registered`);
  return step;
}

/** The flow row as the client sees it. */
export function describeFlow(
  row: FlowRow,
  { options, steps }: { options: ResolvedOptions; steps: Steps },
): PendingFlow {
  const step = stepOf(row, { steps });
  const told = step.describe(step.state.parse(row.state), row, options);
  // The step with this id told exactly what its variant holds beside `id` and `expiresAt`: Step<Id> says so.
  return { ...told, id: step.id, expiresAt: row.expiresAt.toISOString() } as PendingFlow;
}
