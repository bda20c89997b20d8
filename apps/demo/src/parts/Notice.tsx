import type { ReactNode } from "react";

interface NoticeProps {
  kind: "error" | "success" | "info";
  children: ReactNode;
}

/** Something that happened, announced by screen readers: failures at once, the rest when they are done speaking. */
export function Notice({ kind, children }: NoticeProps) {
  return (
    <div className={`notice notice-${kind}`} role={kind === "error" ? "alert" : "status"}>
      {children}
    </div>
  );
}
