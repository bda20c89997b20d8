import { useState } from "react";
import { navigate } from "../../navigation.ts";
import { Checkbox } from "../../parts/Checkbox.tsx";
import { Form } from "../../parts/Form.tsx";
import { Notice } from "../../parts/Notice.tsx";
import { Page } from "../../parts/Page.tsx";
import { useAccount } from "../../trpc.ts";

export function Delete() {
  const { remove, ...status } = useAccount();
  const [isUnsure, setUnsure] = useState(false);
  const send = async (values: FormData) => {
    setUnsure(!values.has("sure"));
    if (!values.has("sure")) return;
    await remove();
    navigate("/", "Your account has been deleted.");
  };
  return (
    <Page title="Delete your account" lead="Your account and your notes are deleted immediately and permanently.">
      {isUnsure ? <Notice kind="error">Tick the box to confirm.</Notice> : null}
      <Form status={status} submit="Delete my account" look="danger" onSubmit={send}>
        <Checkbox label="Yes, delete everything" name="sure" />
      </Form>
    </Page>
  );
}
