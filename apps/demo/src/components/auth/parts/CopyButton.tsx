import { CheckIcon, CopyIcon } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";

interface CopyButtonProps {
  text: string;
  label: string;
  onCopied?(): void;
}

/** Copies text to the clipboard, and confirms it. */
export function CopyButton({ text, label, onCopied }: CopyButtonProps) {
  const [notice, setNotice] = useState("");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => {
        setNotice("Copied.");
        onCopied?.();
      },
      () => setNotice("Your browser does not allow this page to copy. Select the text instead."),
    );
  return (
    <span className="relative inline-flex flex-wrap items-center gap-2">
      <Button type="button" variant="outline" size="sm" onClick={() => void copy()}>
        {notice === "Copied." ? <CheckIcon aria-hidden="true" /> : <CopyIcon aria-hidden="true" />}
        {label}
      </Button>
      <span className="text-xs text-muted-foreground empty:absolute" role="status">
        {notice}
      </span>
    </span>
  );
}
