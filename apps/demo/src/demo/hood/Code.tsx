import { parse, type TokenType } from "sugar-high/core";
import { tokenize } from "sugar-high/lang/typescript";
import { CopyButton } from "@/components/auth/parts/CopyButton";
import { Scrollable } from "@/demo/Scrollable";
import { cn } from "@/lib/utils";

const COLOURS: Partial<Record<TokenType, string>> = {
  keyword: "text-primary",
  string: "text-amber-800 dark:text-amber-300",
  comment: "text-muted-foreground italic",
  sign: "text-muted-foreground",
};

/** TypeScript with syntax highlighting. */
export function Code({ text, className, label }: { text: string; className?: string; label: string }) {
  const { lines } = parse(text, { tokenize });
  return (
    <div className={cn("overflow-hidden rounded-lg border bg-muted/40", className)}>
      <div className="flex items-center justify-between gap-2 border-b bg-card py-1.5 pr-2 pl-4">
        <span className="truncate font-mono text-xs text-muted-foreground">{label}</span>
        <CopyButton text={text} label="Copy" />
      </div>
      <Scrollable label={label}>
        <pre className="p-4 font-mono text-xs leading-relaxed">
          <code>
            {lines.map(({ index, tokens }) => (
              <span key={index} className="block min-h-[1lh]">
                {tokens.map(({ type, value }, position) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity but their place
                  <span key={position} className={COLOURS[type]}>
                    {value}
                  </span>
                ))}
              </span>
            ))}
          </code>
        </pre>
      </Scrollable>
    </div>
  );
}
