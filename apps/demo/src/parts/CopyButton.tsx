import { useState } from "react";
import { Button } from "./Button.tsx";

/** Puts text on the clipboard, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [told, setTold] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setTold("Copied."),
      () => setTold("Your browser does not allow this page to copy. Select the text instead."),
    );
  return (
    <>
      <Button onClick={() => void copy()}>{label}</Button>
      <span className="hint" role="status">
        {told}
      </span>
    </>
  );
}
