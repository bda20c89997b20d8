import { useAuthUi } from "@/components/auth/AuthUi";
import { Notice } from "@/components/auth/parts/Notice";
import type { FlowOf } from "@/components/auth/steps/flowOf";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogHeader, DialogTitle } from "@/components/ui/dialog";
import { useFlow } from "@/lib/auth";

/** Shows a challenge over the current page, in the app's widget for it; the waiting call then continues automatically. */
export function ChallengeDialog() {
  const flow = useFlow();
  return flow?.id === "challenge" ? <OpenDialog flow={flow} /> : null;
}

function OpenDialog({ flow }: { flow: FlowOf<"challenge"> }) {
  const Widget = useAuthUi().challenges[flow.challenge.kind];
  return (
    <Dialog open onOpenChange={(isOn) => !isOn && flow.cancel()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>Confirm you're not a bot</DialogTitle>
          <DialogDescription>This takes a few seconds, then you can continue.</DialogDescription>
        </DialogHeader>
        {Widget === undefined ? (
          <Notice kind="error">This check cannot be shown here. Try again later.</Notice>
        ) : (
          <Widget flow={flow} />
        )}
        <Button variant="outline" onClick={() => flow.cancel()}>
          Cancel
        </Button>
      </DialogContent>
    </Dialog>
  );
}
