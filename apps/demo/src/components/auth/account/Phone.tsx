import { SmartphoneIcon } from "lucide-react";
import { useForm } from "react-hook-form";
import { AuthForm } from "@/components/auth/parts/AuthForm";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { PhoneField, phoneNumberOf } from "@/components/auth/parts/PhoneField";
import { AccountPage, Empty, Row, Rows, Section } from "@/components/auth/parts/Section";
import { Badge } from "@/components/ui/badge";
import { usePhone } from "@/lib/auth";

export function Phone() {
  const { phones, loadError, set, ...status } = usePhone();
  const form = useForm({ defaultValues: { phone: "" } });
  const hasOne = phones !== undefined && phones.length > 0;
  return (
    <AccountPage title="Phone" lead="We send a code to a new number. It is saved once you enter the code.">
      <ProblemNotice error={loadError} />
      <Section title="Your number">
        {phones?.length === 0 ? <Empty>No phone number yet.</Empty> : null}
        <Rows label="Your numbers">
          {phones?.map(({ phone, verified }) => (
            <Row
              key={phone}
              icon={<SmartphoneIcon aria-hidden="true" />}
              title={phone}
              badges={<Badge variant="outline">{verified ? "Verified" : "Not verified"}</Badge>}
            />
          ))}
        </Rows>
      </Section>
      <Section title={hasOne ? "Change your number" : "Add a number"}>
        <div className="max-w-md">
          <AuthForm
            form={form}
            status={status}
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
