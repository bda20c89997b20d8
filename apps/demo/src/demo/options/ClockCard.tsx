import { toast } from "sonner";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { durationOf, useClockAhead, useTurnClock } from "@/demo/settings";

/** Five minutes until a login is no longer recent, a quarter of an hour for a code, two weeks for a session. */
const LEAPS = [
  { label: "6 minutes", seconds: 360 },
  { label: "1 hour", seconds: 3_600 },
  { label: "15 days", seconds: 15 * 86_400 },
];

/** Advances the time. */
export function ClockCard() {
  const ahead = useClockAhead();
  const turn = useTurnClock();
  return (
    <section aria-labelledby="clock-title" className="flex flex-col gap-3 rounded-xl border bg-card p-5 shadow-xs">
      <h2 id="clock-title" className="text-[0.9375rem] font-semibold tracking-tight">
        Advance the clock
      </h2>
      <p className="text-[0.8125rem] leading-relaxed text-muted-foreground">
        Moves the server's clock forward, so that you can see codes, links and sessions expire. The local provider and
        an authenticator app stay on real time.
      </p>
      <div className="flex flex-wrap gap-2">
        {LEAPS.map(({ label, seconds }) => (
          <ActionButton
            key={label}
            variant="outline"
            size="sm"
            isPending={turn.isPending}
            onClick={() =>
              turn.mutate(seconds, { onSuccess: () => toast.success(`The clock has moved forward by ${label}.`) })
            }
          >
            {label}
          </ActionButton>
        ))}
        {ahead === 0 ? null : (
          <ActionButton variant="ghost" size="sm" isPending={turn.isPending} onClick={() => turn.mutate("reset")}>
            Reset ({durationOf(ahead)} ahead)
          </ActionButton>
        )}
      </div>
    </section>
  );
}
