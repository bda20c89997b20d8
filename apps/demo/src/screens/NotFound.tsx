import { Link } from "../parts/Link.tsx";
import { Page } from "../parts/Page.tsx";

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Link to="/">Go to the start</Link>
    </Page>
  );
}
