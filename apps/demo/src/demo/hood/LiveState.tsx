import { Scrollable } from "@/demo/Scrollable";
import { useAuth, useFlow } from "@/lib/auth";

/** The return values of the two hooks that every page uses. */
export function LiveState() {
  const { config: _config, ...auth } = useAuth();
  const flow = useFlow();
  return (
    <div className="flex flex-col gap-3">
      <Result name="useAuth()" value={auth} />
      <Result name="useFlow()" value={flow} />
    </div>
  );
}

/** Data as JSON, and the actions by their names. */
function Result({ name, value }: { name: string; value: object | null }) {
  const entries = Object.entries(value ?? {});
  const actions = entries.filter(([, one]) => typeof one === "function").map(([action]) => action);
  const data = Object.fromEntries(entries.filter(([key, one]) => typeof one !== "function" && key !== "actions"));
  return (
    <div className="overflow-hidden rounded-lg border">
      <p className="border-b bg-card px-4 py-2 font-mono text-xs font-medium">{name}</p>
      <Scrollable label={`Value of ${name}`} className="max-h-56 bg-muted/40">
        <pre className="px-4 py-3 font-mono text-xs leading-relaxed">
          {value === null ? "null" : JSON.stringify(data, null, 2)}
        </pre>
      </Scrollable>
      {actions.length === 0 ? null : (
        <ul aria-label={`Actions of ${name}`} className="flex flex-wrap gap-1.5 border-t bg-card px-4 py-2.5">
          {actions.map((action) => (
            <li
              key={action}
              className="rounded-md bg-brand-soft px-1.5 py-0.5 font-mono text-xs text-brand-soft-foreground"
            >
              {action}()
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
