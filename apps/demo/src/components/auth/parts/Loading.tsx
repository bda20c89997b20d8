import { Skeleton } from "@/components/ui/skeleton";

/** Replaces content that is being loaded. */
export function Loading() {
  return (
    <div className="loading mx-auto grid w-full max-w-[25rem] gap-4 py-8" role="status">
      <span className="sr-only">Loading…</span>
      <Skeleton className="mx-auto h-6 w-40" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </div>
  );
}

/** Replaces the sections of a page that are being loaded. */
export function LoadingSections() {
  return (
    <div className="loading grid gap-6" role="status">
      <span className="sr-only">Loading…</span>
      <Skeleton className="h-44 rounded-xl" />
      <Skeleton className="h-36 rounded-xl" />
    </div>
  );
}
