import { type ReactNode, useState } from "react";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import {
  AlertDialog,
  AlertDialogAction,
  AlertDialogCancel,
  AlertDialogContent,
  AlertDialogDescription,
  AlertDialogFooter,
  AlertDialogTitle,
  AlertDialogTrigger,
} from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";

interface ConfirmButtonProps {
  /** On the button. */
  children: ReactNode;
  /** The button's name, if its text alone does not show what it concerns. */
  label?: string;
  title: string;
  text: ReactNode;
  /** On the button that performs the action. */
  confirm: string;
  isPending: boolean;
  size?: "sm" | "default";
  onConfirm(): unknown;
}

/** A button for an action that cannot be undone: it asks for confirmation, and returns the focus. */
export function ConfirmButton({
  children,
  label,
  title,
  text,
  confirm,
  isPending,
  size = "sm",
  onConfirm,
}: ConfirmButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <AlertDialog open={isOpen} onOpenChange={setOpen}>
      <AlertDialogTrigger asChild>
        <ActionButton variant="destructive" size={size} isPending={isPending} aria-label={label}>
          {children}
        </ActionButton>
      </AlertDialogTrigger>
      <AlertDialogContent>
        <div className="grid gap-2">
          <AlertDialogTitle>{title}</AlertDialogTitle>
          <AlertDialogDescription>{text}</AlertDialogDescription>
        </div>
        <AlertDialogFooter>
          <AlertDialogCancel asChild>
            <Button variant="outline">Cancel</Button>
          </AlertDialogCancel>
          <AlertDialogAction asChild>
            <Button variant="destructive" onClick={() => void onConfirm()}>
              {confirm}
            </Button>
          </AlertDialogAction>
        </AlertDialogFooter>
      </AlertDialogContent>
    </AlertDialog>
  );
}
