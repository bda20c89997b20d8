import { CompassIcon } from "lucide-react";
import { AuthCard } from "@/components/auth/parts/AuthCard";
import { ButtonLink } from "@/components/auth/parts/TextLink";

export function NotFound() {
  return (
    <AuthCard title="Page not found" icon={<CompassIcon aria-hidden="true" />}>
      <ButtonLink href="/">Go to the home page</ButtonLink>
    </AuthCard>
  );
}
