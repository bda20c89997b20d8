import { DownloadIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { CopyButton } from "@/components/auth/parts/CopyButton";
import { CheckboxField } from "@/components/auth/parts/fields";
import { AccountPage, Section } from "@/components/auth/parts/Section";
import { saveAs } from "@/components/auth/parts/saveAs";
import { Button } from "@/components/ui/button";

const IDLE = { isPending: false, error: null };

interface SaveRecoveryCodesProps {
  codes: string[];
  onDone(): void;
}

/** New recovery codes, on a page of their own. */
export function SaveRecoveryCodes(props: SaveRecoveryCodesProps) {
  return (
    <AccountPage
      title="Save your recovery codes"
      lead="If you lose your other factors, each code lets you log in once. Print them, or save them in a password manager."
    >
      <Section title="Your recovery codes" text="Keep them somewhere other than the device you log in with.">
        <RecoveryCodesForm {...props} />
      </Section>
    </AccountPage>
  );
}

/** New recovery codes: shown once, copied or downloaded, and then confirmed. */
export function RecoveryCodesForm({ codes, onDone }: SaveRecoveryCodesProps) {
  const form = useForm({ defaultValues: { saved: false } });
  const confirm = ({ saved }: { saved: boolean }) => {
    if (saved) onDone();
    else form.setError("saved", { message: "Save your codes first, then tick the box." }, { shouldFocus: true });
    return undefined;
  };
  return (
    <>
      <CodeList codes={codes} />
      <AuthForm form={form} status={IDLE} submit="Done" isNarrow onSubmit={confirm}>
        <CheckboxField control={form.control} name="saved" label="I have saved these codes" />
      </AuthForm>
    </>
  );
}

/** The codes, and two ways to save them. */
export function CodeList({ codes }: { codes: readonly string[] }) {
  const text = `${codes.join("\n")}\n`;
  return (
    <div className="flex flex-col gap-3">
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-2 gap-x-6 gap-y-2 rounded-lg border bg-muted/60 p-4 text-center font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={text} label="Copy codes" />
        <Button variant="outline" size="sm" onClick={() => saveAs("recovery-codes.txt", text)}>
          <DownloadIcon aria-hidden="true" />
          Download
        </Button>
      </div>
    </div>
  );
}
