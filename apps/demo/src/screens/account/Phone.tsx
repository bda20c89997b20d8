import { useState } from "react";
import { Form, textOf } from "../../parts/Form.tsx";
import { Page } from "../../parts/Page.tsx";
import { PhoneField } from "../../parts/PhoneField.tsx";
import { ProblemList } from "../../parts/ProblemList.tsx";
import { withoutSpacing } from "../../phoneNumber.ts";
import { usePhone } from "../../trpc.ts";

export function Phone() {
  const { phones, loadError } = usePhone();
  const { set, ...status } = usePhone();
  const [formKey, setFormKey] = useState(0);
  const hasOne = phones !== undefined && phones.length > 0;
  return (
    <Page title="Phone" lead="We send a code to a new number. It is saved once you enter the code.">
      <ProblemList error={loadError} />
      {phones?.length === 0 ? <p className="empty">No phone number yet.</p> : null}
      <ul className="rows" aria-label="Your numbers">
        {phones?.map(({ phone, verified }) => (
          <li key={phone} className="row">
            <span className="row-main row-title">{phone}</span>
            <span className="tag">{verified ? "Verified" : "Not verified"}</span>
          </li>
        ))}
      </ul>
      <Form
        key={formKey}
        status={status}
        submit={hasOne ? "Change number" : "Add number"}
        onSubmit={(values) => set(withoutSpacing(textOf(values, "phone"))).then(() => setFormKey(formKey + 1))}
      >
        <PhoneField required />
      </Form>
    </Page>
  );
}
