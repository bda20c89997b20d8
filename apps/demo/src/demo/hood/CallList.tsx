import { useQuery } from "@tanstack/react-query";
import { ask } from "@/demo/ask";
import { type Call, calls } from "@/demo/calls";
import { useStore } from "@/demo/store";
import { cn } from "@/lib/utils";
import type { Trace } from "../../../server/traces.ts";

const SHOWN = 8;

/** The latest requests: the procedures that they called, how long they took, and their SQL. */
export function CallList() {
  const latest = useStore(calls).slice(0, SHOWN);
  const { data: traces = [] } = useQuery({
    queryKey: ["demo", "traces", latest[0]?.id],
    queryFn: () => ask<Trace[]>("/dev/traces"),
    placeholderData: (before) => before,
  });
  if (latest.length === 0) return <p className="text-[0.8125rem] text-muted-foreground">No calls yet.</p>;
  return (
    <ol className="divide-y rounded-lg border">
      {latest.map((call) => (
        <CallItem key={call.id} call={call} statements={traces.find(({ id }) => id === call.trace)?.statements} />
      ))}
    </ol>
  );
}

function CallItem({ call, statements }: { call: Call; statements: string[] | undefined }) {
  const isRefused = call.status >= 400;
  return (
    <li className="px-3.5 py-2.5">
      <details>
        <summary className="flex list-none items-start gap-2.5 rounded-sm text-xs outline-none focus-visible:ring-[3px] focus-visible:ring-ring/50">
          <span
            className={cn(
              "mt-px w-9 shrink-0 font-mono font-medium",
              isRefused ? "text-destructive" : call.isMutation ? "text-primary" : "text-muted-foreground",
            )}
          >
            {isRefused ? call.status : call.isMutation ? "POST" : "GET"}
          </span>
          <span className="min-w-0 flex-1 font-mono [overflow-wrap:anywhere]">{call.procedures.join(", ")}</span>
          <span className="shrink-0 text-right text-muted-foreground tabular-nums">
            {Math.round(call.duration)} ms · {statements?.length ?? "…"} SQL
          </span>
        </summary>
        <ol className="mt-2.5 flex flex-col gap-2">
          {statements?.map((statement, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that never changes
              key={index}
              className="rounded-md bg-muted px-2.5 py-2 font-mono text-[0.6875rem] leading-relaxed text-muted-foreground [overflow-wrap:anywhere]"
            >
              {statement}
            </li>
          ))}
          {statements?.length === 0 ? <li className="text-xs text-muted-foreground">No SQL.</li> : null}
        </ol>
      </details>
    </li>
  );
}
