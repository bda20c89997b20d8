import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { toast } from "sonner";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { TextField } from "@/components/auth/parts/fields";
import { Section } from "@/components/auth/parts/Section";
import { useTRPC } from "@/lib/trpc";

/** The app's own procedure over `auth.createInvitation`. The link is in the mailbox. */
export function Invite() {
  const trpc = useTRPC();
  const form = useForm({ defaultValues: { email: "" } });
  const invite = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess({ email }) {
        toast.success(`Invited ${email}.`);
        form.reset();
      },
    }),
  );
  return (
    <Section
      title="Invite someone"
      text="They can sign up even while signup is closed, and their email address counts as verified."
    >
      <AuthForm
        form={form}
        status={invite}
        submit="Send invitation"
        isNarrow
        onSubmit={(values) => invite.mutateAsync(values)}
      >
        <TextField
          control={form.control}
          name="email"
          required
          label="Their email address"
          type="email"
          autoComplete="off"
        />
      </AuthForm>
    </Section>
  );
}
