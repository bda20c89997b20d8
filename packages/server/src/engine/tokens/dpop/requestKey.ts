import { readAuthorization, readDpopHeader } from "../../../http/client.ts";
import type { HttpExchange } from "../../../http/exchange.ts";
import type { DpopNonceHeader } from "../../../wire/protocol.ts";
import type { Dpop } from "./dpop.ts";
import { createKeyHolder, type KeyHolder, NO_KEY } from "./keyHolder.ts";
import { PROOF_ALGORITHMS } from "./proof.ts";

const NONCE: DpopNonceHeader = "dpop-nonce";

export interface RequestKeyOptions {
  /** Null: proofs are ignored. */
  dpop: Dpop | null;
  /** When the request arrived. */
  openedAt: Date;
  /** The URL that the client called. */
  url(): string;
}

/**
 * The key that a request proves to hold. If the proof fails, the response's headers state what is expected (RFC 9449
 * §7.1, §8).
 */
export function requestKey(exchange: HttpExchange, { dpop, openedAt, url }: RequestKeyOptions): KeyHolder {
  if (dpop === null) return NO_KEY;
  const proof = readDpopHeader(exchange);
  const shown = (text: string) => {
    const authorization = readAuthorization(exchange);
    const accessToken = authorization?.scheme === "dpop" ? authorization.token : null;
    return { proof: text, method: exchange.method ?? "", url: url(), accessToken };
  };
  return createKeyHolder({
    dpop,
    shown: proof === null ? null : () => shown(proof),
    at: openedAt,
    onRefusal({ code }) {
      exchange.setHeader("www-authenticate", `DPoP error="${code}", algs="${PROOF_ALGORITHMS.join(" ")}"`);
      if (code === "use_dpop_nonce") exchange.setHeader(NONCE, dpop.nonce(openedAt));
    },
  });
}
