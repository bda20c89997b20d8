/** What describes a span or a count: never an address, a token or anything else of a user. */
export type TelemetryAttributes = Readonly<Record<string, string>>;

/** Where a span is described further, once more is known. */
export interface OpenSpan {
  describe(attributes: TelemetryAttributes): void;
  /** Marks it as failed; refusals of callers are no failures. */
  fail(): void;
}

/** Receives spans and counts, such as OpenTelemetry: see `openTelemetry` of `@latchkey/server/telemetry`. */
export interface Telemetry {
  /** Runs `work`, once, within a span that ends when it settles; returns or throws what it does. */
  span<Result>(
    name: string,
    attributes: TelemetryAttributes,
    work: (span: OpenSpan) => Promise<Result>,
  ): Promise<Result>;
  /** Adds one to a counter. */
  count(name: string, attributes: TelemetryAttributes): void;
}

/** The names of the spans beside those of procedures, which have the paths of these. */
export type SpanName =
  /** A password is hashed or verified, including the wait for its turn. */
  | "latchkey.hash"
  /** A statement outside of a transaction, including its repetitions. */
  | "latchkey.statement"
  /** A whole transaction, including its repetitions. */
  | "latchkey.transaction"
  /** A request to a social provider. */
  | "latchkey.provider"
  /** An email or text message is handed to its delivery. */
  | "latchkey.delivery";

/** Runs work within a span, where the app has telemetry; a span whose work throws has failed. */
export function traced<Result>(
  telemetry: Telemetry | undefined,
  { name, ...attributes }: TelemetryAttributes & { readonly name: SpanName },
  work: () => Promise<Result>,
): Promise<Result> {
  if (telemetry === undefined) return work();
  return telemetry.span(name, attributes, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.fail();
      throw error;
    }
  });
}
