/** The header in which the server names the trace of a request. */
export const TRACE_HEADER = "x-demo-trace";
