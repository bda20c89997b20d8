import type { OpenSpan, Telemetry, TelemetryAttributes } from "./telemetry.ts";

export type { OpenSpan, Telemetry, TelemetryAttributes } from "./telemetry.ts";

/** The part of a tracer of `@opentelemetry/api` that is used. */
export interface OpenTelemetryTracer {
  startActiveSpan<Work extends (span: OpenTelemetrySpan) => unknown>(
    name: string,
    options: { attributes: Record<string, string> },
    work: Work,
  ): ReturnType<Work>;
}

/** The part of a span of `@opentelemetry/api` that is used. */
export interface OpenTelemetrySpan {
  setAttribute(name: string, value: string): unknown;
  setStatus(status: { code: 2 }): unknown;
  end(): void;
}

/** The part of a meter of `@opentelemetry/api` that is used. */
export interface OpenTelemetryMeter {
  createCounter(
    name: string,
    options: { description: string },
  ): { add(value: number, attributes: Record<string, string>): void };
}

export interface OpenTelemetryOptions {
  /** `trace.getTracer("latchkey")`. @default none: no spans */
  tracer?: OpenTelemetryTracer;
  /** `metrics.getMeter("latchkey")`. @default none: no counts */
  meter?: OpenTelemetryMeter;
}

/** `SpanStatusCode.ERROR`: a value of the package would have to be loaded. */
const ERROR = 2;
const DESCRIPTIONS: Readonly<Record<string, string>> = { "latchkey.events": "Events by type" };
const NO_SPAN: OpenSpan = { describe() {}, fail() {} };

/**
 * Spans and counters for OpenTelemetry, from a tracer and a meter of your own: Latchkey imports no package of
 * OpenTelemetry, and looks for no global one.
 */
export function openTelemetry({ tracer, meter }: OpenTelemetryOptions): Telemetry {
  const counters = new Map<string, ReturnType<OpenTelemetryMeter["createCounter"]>>();
  return {
    span(name, attributes, work) {
      if (tracer === undefined) return work(NO_SPAN);
      return tracer.startActiveSpan(name, { attributes: { ...attributes } }, async (span) => {
        try {
          return await work(viewSpan(span));
        } finally {
          span.end();
        }
      });
    },
    count(name, attributes) {
      if (meter === undefined) return;
      const counter = counters.get(name) ?? meter.createCounter(name, { description: DESCRIPTIONS[name] ?? "" });
      counters.set(name, counter);
      counter.add(1, { ...attributes });
    },
  };
}

function viewSpan(span: OpenTelemetrySpan): OpenSpan {
  return {
    describe(attributes: TelemetryAttributes) {
      for (const [name, value] of Object.entries(attributes)) span.setAttribute(name, value);
    },
    fail: () => void span.setStatus({ code: ERROR }),
  };
}
