import { Link } from "../parts/Link.tsx";
import { Page } from "../parts/Page.tsx";

export function Welcome() {
  return (
    <Page
      title="Try every way to log in"
      width="wide"
      lead="Sign up, verify, log in, reset your password, change any setting, delete your account."
    >
      <p className="form-actions">
        <Link to="/signup" className="button button-primary">
          Sign up
        </Link>
        <Link to="/login" className="button button-plain">
          Log in
        </Link>
      </p>
      <ul className="cards">
        <li className="card">
          <h2>Built-in mailbox</h2>
          <p>
            Emails and text messages arrive in the <Link to="/dev/mail">mailbox</Link>, with their links and codes.
          </p>
        </li>
        <li className="card">
          <h2>Change the options</h2>
          <p>
            Links or codes, phone numbers, strict privacy: <Link to="/options">switch them</Link> while the app runs.
          </p>
        </li>
        <li className="card">
          <h2>Read the code</h2>
          <p>
            The whole app is in <code>apps/demo</code>: a small server, and one screen per step.
          </p>
        </li>
      </ul>
    </Page>
  );
}
