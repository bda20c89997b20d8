import { ReauthenticateDialog } from "./flow/ReauthenticateDialog.tsx";
import { Header } from "./Header.tsx";
import { usePlace } from "./navigation.ts";
import { Notice } from "./parts/Notice.tsx";
import { Screen } from "./Screen.tsx";

export function App() {
  const { notice } = usePlace();
  return (
    <>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <Header />
      <main id="content" tabIndex={-1}>
        {notice === null ? null : <Notice kind={notice.kind}>{notice.text}</Notice>}
        <Screen />
      </main>
      <footer className="footer">
        <p>
          The sample app for Latchkey, authentication for tRPC. Everything runs on your machine; no email leaves it.
        </p>
      </footer>
      <ReauthenticateDialog />
    </>
  );
}
