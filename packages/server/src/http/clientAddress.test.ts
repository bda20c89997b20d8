import { describe, expect, it } from "vitest";
import { createExchange } from "./adapters.ts";
import { addressBucket, clientAddress, namesForwardedAddress } from "./clientAddress.ts";

const exchangeWith = (forwarded: string | undefined, remoteAddress: string | undefined = "10.0.0.1") =>
  createExchange({
    req: { headers: forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, socket: { remoteAddress } },
  });
const addressOf = (forwarded: string | undefined, trustedProxies: number, remoteAddress?: string) =>
  clientAddress({ exchange: exchangeWith(forwarded, remoteAddress), trustedProxies });

describe("clientAddress", () => {
  it("ignores forwarded addresses where no proxy is trusted", () => {
    expect(addressOf("1.2.3.4", 0)).toBe("10.0.0.1");
  });

  it.each([
    [1, "6.6.6.6, 1.2.3.4", "1.2.3.4"],
    [2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"],
    [3, "1.2.3.4, 10.0.0.2", "10.0.0.1"],
    [1, undefined, "10.0.0.1"],
    [1, "", "10.0.0.1"],
    [1, "1.2.3.4,", "10.0.0.1"],
  ])("with %i trusted proxies, reads %j as %s", (trustedProxies, forwarded, expected) => {
    expect(addressOf(forwarded, trustedProxies)).toBe(expected);
  });

  it.each([
    ["1.2.3.4:5678", "1.2.3.4"],
    ["[2001:DB8::1]:443", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["2001:db8:0:0:0:0:0:1", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::ffff:102:304", "1.2.3.4"],
    ["64:ff9b::1.2.3.4", "1.2.3.4"],
    ["64:FF9B:0:0:0:0:102:304", "1.2.3.4"],
    ["64:ff9b::0.0.3.4", "0.0.3.4"],
    ["64:ff9b::1:102:304", "64:ff9b::1:102:304"],
    ["64:ff9b:1::1.2.3.4", "64:ff9b:1::102:304"],
    ["64:ff9b:0:1::1.2.3.4", "64:ff9b:0:1::102:304"],
  ])("normalizes %s to %s", (forwarded, expected) => {
    expect(addressOf(forwarded, 1)).toBe(expected);
  });

  it.each([
    "unknown",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "_hidden",
    "<script>",
    "::g",
    "[1.2.3.4",
    "1.2.3.4:999999",
    "\0",
  ])("falls back from %j to the socket's address", (forwarded) => {
    expect(addressOf(forwarded, 1)).toBe("10.0.0.1");
  });

  it("is null where the adapter passes no address", () => {
    expect(clientAddress({ exchange: createExchange(), trustedProxies: 0 })).toBeNull();
    expect(clientAddress({ exchange: createExchange({ req: new Request("http://a") }), trustedProxies: 1 })).toBeNull();
  });
});

describe("addressBucket", () => {
  it.each([
    ["1.2.3.4", "1.2.3.4"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8:1:2::ffff", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["1::", "1:0:0:0::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["64:ff9b::1.2.3.4", "1.2.3.4"],
    ["64:ff9b::1.2.3.5", "1.2.3.5"],
    ["64:ff9b::1:102:304", "64:ff9b:0:0::/64"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["not an address", "not an address"],
  ])("counts %s as %s", (address, bucket) => {
    expect(addressBucket(address)).toBe(bucket);
  });
});

describe("namesForwardedAddress", () => {
  it("returns whether a proxy named the client", () => {
    expect(namesForwardedAddress(exchangeWith("1.2.3.4"))).toBe(true);
    expect(namesForwardedAddress(createExchange({ req: { headers: { forwarded: "for=1.2.3.4" } } }))).toBe(true);
    expect(namesForwardedAddress(exchangeWith(undefined))).toBe(false);
  });
});
