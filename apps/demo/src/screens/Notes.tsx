import { useState } from "react";
import { Button } from "../parts/Button.tsx";
import { Form, textOf } from "../parts/Form.tsx";
import { Moment } from "../parts/Moment.tsx";
import { Notice } from "../parts/Notice.tsx";
import { ProblemList } from "../parts/ProblemList.tsx";
import { TextField } from "../parts/TextField.tsx";
import { saveAs } from "../saveAs.ts";
import { trpc } from "../trpc.ts";

/** The app's own procedures: reading and adding needs a login, exporting a recent one. */
export function Notes() {
  const utils = trpc.useUtils();
  const list = trpc.notes.list.useQuery();
  const add = trpc.notes.add.useMutation({ onSuccess: (notes) => utils.notes.list.setData(undefined, notes) });
  const notes = list.data ?? [];
  return (
    <>
      <section className="card" aria-labelledby="notes-title">
        <h2 id="notes-title">Notes</h2>
        <Form
          status={add}
          submit="Add"
          onSubmit={async (values, form) => {
            await add.mutateAsync({ text: textOf(values, "text") });
            form.reset();
          }}
        >
          <TextField required label="New note" name="text" autoComplete="off" />
        </Form>
        <ul className="rows">
          {notes.map((note) => (
            <li key={note.id} className="row">
              <span className="row-main">{note.text}</span>
              <span className="row-side">
                <Moment at={note.createdAt} />
              </span>
            </li>
          ))}
        </ul>
        {list.isSuccess && notes.length === 0 ? <p className="hint">No notes yet.</p> : null}
        <ProblemList error={list.error} />
      </section>
      <Export />
    </>
  );
}

/** If the last login is too long ago, the call waits for the password, and then goes on by itself. */
function Export() {
  const [saved, setSaved] = useState<string | null>(null);
  const call = trpc.notes.export.useMutation({
    onSuccess({ fileName, text }) {
      saveAs(fileName, text);
      setSaved(fileName);
    },
  });
  return (
    <section className="card" aria-labelledby="export-title">
      <h2 id="export-title">Export your notes</h2>
      <p>This call is sensitive. Five minutes after login, it asks for your password first, then continues.</p>
      {saved === null ? null : <Notice kind="success">Saved as {saved}.</Notice>}
      <ProblemList error={call.error} />
      <Button isPending={call.isPending} onClick={() => call.mutate()}>
        Export notes
      </Button>
    </section>
  );
}
