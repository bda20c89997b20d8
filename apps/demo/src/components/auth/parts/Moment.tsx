import { useIsHydrated } from "@/components/auth/parts/useIsHydrated";

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** An instant in the reader's own language and time zone, which a server does not know. @param at ISO 8601 */
export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{useIsHydrated() ? format.format(new Date(at)) : at.slice(0, "2000-01-01".length)}</time>;
}
