import { useState } from "react";
import { Button } from "./Button.tsx";

/** Puts text on the clipboard, and says so. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [notice, setNotice] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setNotice("Copied."),
      () => setNotice("Your browser does not allow this page to copy. Select the text instead."),
    );
  return (
    <>
      <Button onClick={() => void copy()}>{label}</Button>
      <span className="hint" role="status">
        {notice}
      </span>
    </>
  );
}
