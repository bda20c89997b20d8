import { Link } from "../parts/Link.tsx";
import { Page } from "../parts/Page.tsx";

export function NotFound() {
  return (
    <Page title="Page not found">
      <Link to="/">Go to the home page</Link>
    </Page>
  );
}
