import { Notice } from "./Notice.tsx";
import { type Failure, problemsOf } from "./problems.ts";

/** What went wrong, where there is no form that could show it. */
export function ProblemList({ error }: { error: Failure | null }) {
  if (error === null) return null;
  return (
    <Notice kind="error">
      {problemsOf(error).map(({ message }) => (
        <p key={message}>{message}</p>
      ))}
    </Notice>
  );
}
