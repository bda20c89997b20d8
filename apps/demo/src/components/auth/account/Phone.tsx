import { SmartphoneIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { PhoneField, phoneNumberOf } from "@/components/auth/parts/PhoneField";
import { AccountPage, Empty, Row, Rows, Section } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { useAuth, usePhone } from "@/lib/auth";

const SAVED_BY_CODE = "We send a code to a new number. It is saved once you enter the code.";
const SAVED_AT_ONCE = "A new number is saved right away. Verify it to be able to log in with codes sent to it.";

export function Phone() {
  const { config } = useAuth();
  const { phones, loadError, set, resend, actions } = usePhone();
  const form = useForm({ defaultValues: { phone: "" } });
  const hasOne = phones !== undefined && phones.length > 0;
  const isSavedAtOnce = config?.account.phoneVerification === "none";
  return (
    <AccountPage title="Phone" lead={isSavedAtOnce ? SAVED_AT_ONCE : SAVED_BY_CODE}>
      <ProblemNotice error={loadError ?? actions.resend.error} />
      <Section title="Your number">
        {phones?.length === 0 ? <Empty>No phone number yet.</Empty> : null}
        <Rows label="Your numbers">
          {phones?.map(({ phone, verified }) => (
            <Row
              key={phone}
              icon={<SmartphoneIcon aria-hidden="true" />}
              title={phone}
              badges={<Badge variant="outline">{verified ? "Verified" : "Not verified"}</Badge>}
              actions={
                verified || !isSavedAtOnce ? null : (
                  <ActionButton
                    variant="outline"
                    size="sm"
                    isPending={actions.resend.isPending}
                    aria-label={`Verify ${phone}`}
                    onClick={() => void resend()}
                  >
                    Verify
                  </ActionButton>
                )
              }
            />
          ))}
        </Rows>
      </Section>
      <Section title={hasOne ? "Change your number" : "Add a number"}>
        <div className="max-w-md">
          <AuthForm
            form={form}
            status={actions.set}
            submit={hasOne ? "Change number" : "Add number"}
            isNarrow
            onSubmit={({ phone }) => set(phoneNumberOf(phone)).then(() => form.reset())}
          >
            <PhoneField control={form.control} name="phone" required />
          </AuthForm>
        </div>
      </Section>
    </AccountPage>
  );
}
