import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { DownloadIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { TextField } from "@/components/auth/parts/fields";
import { Moment } from "@/components/auth/parts/Moment";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { Row, Rows, Section } from "@/components/auth/parts/Section";
import { saveAs } from "@/components/auth/parts/saveAs";
import { useTRPC } from "@/lib/trpc";

/** The app's own procedures: reading and adding needs a login. */
export function Notes() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const list = useQuery(trpc.notes.list.queryOptions());
  const add = useMutation(
    trpc.notes.add.mutationOptions({
      onSuccess: (notes) => queryClient.setQueryData(trpc.notes.list.queryKey(), notes),
    }),
  );
  const form = useForm({ defaultValues: { text: "" } });
  const notes = list.data ?? [];
  return (
    <Section title="Notes">
      <AuthForm
        form={form}
        status={add}
        submit="Add"
        isNarrow
        onSubmit={(note) => add.mutateAsync(note).then(() => form.reset())}
      >
        <TextField control={form.control} name="text" required label="New note" autoComplete="off" />
      </AuthForm>
      <Rows label="Your notes">
        {notes.map(({ id, text, createdAt }) => (
          <Row key={id} title={text} text={<Moment at={createdAt} />} />
        ))}
      </Rows>
      {list.isSuccess && notes.length === 0 ? <p className="text-muted-foreground">No notes yet.</p> : null}
      <ProblemNotice error={list.error} />
    </Section>
  );
}

/** If the last login is too long ago, the call waits for the password, and then continues by itself. */
export function ExportNotes() {
  const trpc = useTRPC();
  const { mutate, isPending, error } = useMutation(
    trpc.notes.export.mutationOptions({
      onSuccess({ fileName, text }) {
        saveAs(fileName, text);
        toast.success(`Saved as ${fileName}.`);
      },
    }),
  );
  return (
    <Section
      title="Export your notes"
      text="This call is sensitive. Five minutes after login, it asks for your password first, then continues."
      aside={
        <ActionButton variant="outline" size="sm" isPending={isPending} onClick={() => mutate()}>
          <DownloadIcon aria-hidden="true" />
          Export notes
        </ActionButton>
      }
    >
      <ProblemNotice error={error} />
    </Section>
  );
}

/** Requires two factors: the call waits for the second one, and then continues by itself. */
export function DeleteNotes() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, error } = useMutation(
    trpc.notes.clear.mutationOptions({
      onSuccess() {
        queryClient.setQueryData(trpc.notes.list.queryKey(), []);
        toast.success("All notes were deleted.");
      },
    }),
  );
  return (
    <Section
      title="Delete your notes"
      text="This call requires two factors. If the second one was not given in the last five minutes, it asks for that first."
      aside={
        <ConfirmButton
          title="Delete all your notes?"
          text="They cannot be restored."
          confirm="Delete notes"
          isPending={isPending}
          onConfirm={() => mutate()}
        >
          Delete notes
        </ConfirmButton>
      }
    >
      <ProblemNotice error={error} />
    </Section>
  );
}
