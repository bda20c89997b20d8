import type { ReactNode } from "react";
import { CallList } from "@/demo/hood/CallList";
import { LiveState } from "@/demo/hood/LiveState";
import { ScreenSource } from "@/demo/hood/ScreenSource";
import { StageDiagram } from "@/demo/hood/StageDiagram";

/**
 * The internals of the page: the stages of a login, the state in the browser, the calls, and the code of this screen.
 */
export function HoodPanel() {
  return (
    <div className="divide-y">
      <Part
        title="Stages of a login"
        text="Every login goes through the same stages, in this order. There is no session before the last one."
      >
        <StageDiagram />
      </Part>
      <Part title="State in the browser" text="What the hooks return on this page right now.">
        <LiveState />
      </Part>
      <Part title="Calls" text="The latest tRPC requests, with their time and SQL.">
        <CallList />
      </Part>
      <Part title="Code of this screen" text="The source file of this screen, exactly as it is in the repository.">
        <ScreenSource />
      </Part>
    </div>
  );
}

function Part({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3.5 px-5 py-5">
      <div>
        <h3 className="text-sm font-semibold tracking-tight">{title}</h3>
        <p className="mt-0.5 text-[0.8125rem] text-pretty text-muted-foreground">{text}</p>
      </div>
      {children}
    </section>
  );
}
