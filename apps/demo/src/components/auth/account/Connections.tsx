import type { Connection } from "@latchkey/server/types";
import { useAuthUi } from "@/components/auth/AuthUi";
import { ActionButton } from "@/components/auth/parts/ActionButton";
import { ConfirmButton } from "@/components/auth/parts/ConfirmButton";
import { ProblemNotice } from "@/components/auth/parts/Notice";
import { ProviderIcon } from "@/components/auth/parts/ProviderIcon";
import { AccountPage, Empty, Row, Rows, Section } from "@/components/auth/parts/Section";
import { useConnections, useProviders } from "@/lib/auth";

/** The provider accounts with which the user logs in. */
export function Connections() {
  const { paths } = useAuthUi();
  const { connections, disconnect, isPending, error, isLoading, loadError } = useConnections();
  const { providers = [], redirect, ...leaving } = useProviders();
  const nameOf = ({ provider }: Connection) => providers.find(({ id }) => id === provider)?.name ?? provider;
  const connect = (id: string) => redirect(id, { process: "connect", callbackUrl: paths.connections });
  return (
    <AccountPage
      title="Connections"
      lead="Accounts with other providers that you can log in with."
      isLoading={isLoading}
    >
      <ProblemNotice error={error ?? loadError ?? leaving.error} />
      <Section
        title="Connected accounts"
        footer={
          providers.length === 0
            ? undefined
            : providers.map(({ id, name }) => (
                <ActionButton
                  key={id}
                  variant="outline"
                  size="sm"
                  isPending={leaving.isPending}
                  onClick={() => void connect(id)}
                >
                  <ProviderIcon id={id} />
                  Connect {name}
                </ActionButton>
              ))
        }
      >
        {connections?.length === 0 ? <Empty>No connections yet.</Empty> : null}
        <Rows label="Your connections">
          {connections?.map((connection) => (
            <Row
              key={`${connection.provider} ${connection.uid}`}
              icon={<ProviderIcon id={connection.provider} />}
              title={connection.display}
              text={nameOf(connection)}
              actions={
                <ConfirmButton
                  label={`Disconnect ${connection.display}`}
                  title={`Disconnect ${connection.display}?`}
                  text={`You will no longer be able to log in with this account at ${nameOf(connection)}.`}
                  confirm="Disconnect account"
                  isPending={isPending}
                  onConfirm={() => void disconnect(connection)}
                >
                  Disconnect
                </ConfirmButton>
              }
            />
          ))}
        </Rows>
      </Section>
    </AccountPage>
  );
}
