import {
  ADAPTERS,
  adapterNames,
  BINDINGS,
  CLIENTS,
  cellsOf,
  TRANSFORMERS,
  TRANSPORTS,
  transports,
  whyNot,
} from "../../matrix/table.ts";
import { code, table } from "./markdown.ts";

/** Which adapters support what, as tested, with the reason for each exception. */
export function adaptersTable(): string {
  const reasons = [
    ...new Set(adapterNames.flatMap((adapter) => transports.flatMap((transport) => whyNot(adapter, transport) ?? []))),
  ];
  const note = (reason: string) => `no (${reasons.indexOf(reason) + 1})`;
  const rows = adapterNames.map((adapter) => [
    ADAPTERS[adapter],
    ...transports.map((transport) => {
      const reason = whyNot(adapter, transport);
      return reason === null ? "yes" : note(reason);
    }),
  ]);
  const cells = adapterNames.flatMap((adapter) =>
    transports.flatMap((transport) => (whyNot(adapter, transport) === null ? cellsOf(adapter, transport) : [])),
  );
  const dimensions = [TRANSFORMERS.map((name) => (name === "none" ? "no transformer" : name)), BINDINGS, CLIENTS];
  return [
    table(["adapter", ...transports.map((transport) => TRANSPORTS[transport])], rows),
    "",
    ...reasons.map((reason, index) => `${index + 1}. ${reason}.`),
    "",
    `Each "yes" is tested in ${cells.length / countYes()} ways: ${dimensions.map((names) => names.map(nameOf).join(" and ")).join(", ")}; ${cells.length} in all.`,
  ].join("\n");
}

const countYes = () =>
  adapterNames.reduce(
    (sum, adapter) => sum + transports.filter((transport) => whyNot(adapter, transport) === null).length,
    0,
  );

const nameOf = (name: string) => (name.startsWith("@") ? code(name) : name);
