import { useState } from "react";
import { Button } from "./Button.tsx";

/** Puts text on the clipboard, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [told, setTold] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setTold("Copied."),
      () => setTold("The browser does not let this page copy. Select the text instead."),
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
