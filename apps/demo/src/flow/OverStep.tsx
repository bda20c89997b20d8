import { Button } from "../parts/Button.tsx";
import { Page } from "../parts/Page.tsx";

/** A step that is no more: it took too long, or too many codes were wrong. */
export function OverStep({ isPending, cancel }: { isPending: boolean; cancel(): Promise<unknown> }) {
  return (
    <Page
      title="This step is over"
      lead="It took too long, or there were too many wrong codes. Nothing is lost: begin it once more."
    >
      <Button look="primary" {...{ isPending }} onClick={() => cancel().catch(() => {})}>
        Start again
      </Button>
    </Page>
  );
}
