import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import { TRACE_HEADER } from "../src/demo/traceHeader.ts";

/** What one request to the API did: how many milliseconds it took, and its SQL, without parameters. */
export interface Trace {
  id: string;
  milliseconds: number;
  statements: string[];
}

/** The SQL of the latest requests, for the drawer that shows what happens under the hood. */
export interface Traces {
  /** Records a statement of the current request. */
  note(statement: string): void;
  /** Runs the work of a request; the response contains the trace's id. */
  during(response: ServerResponse, work: () => unknown): unknown;
  /** Newest first. */
  list(): readonly Trace[];
}

const KEPT = 100;

export function createTraces(): Traces {
  const current = new AsyncLocalStorage<{ trace: Trace; isOver: boolean }>();
  let traces: Trace[] = [];
  return {
    note(statement) {
      const store = current.getStore();
      // Work after the response, such as the delivery of mail, does not delay the caller.
      if (store !== undefined && !store.isOver) store.trace.statements.push(statement);
    },
    during(response, work) {
      const store = { trace: { id: randomUUID(), milliseconds: 0, statements: [] }, isOver: false };
      const began = performance.now();
      response.setHeader(TRACE_HEADER, store.trace.id);
      response.once("finish", () => {
        store.isOver = true;
        store.trace.milliseconds = Math.round((performance.now() - began) * 10) / 10;
        traces = [store.trace, ...traces].slice(0, KEPT);
      });
      return current.run(store, work);
    },
    list: () => traces,
  };
}
