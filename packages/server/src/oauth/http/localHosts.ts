import { BlockList, isIP } from "node:net";

const LOOPBACK = listOf(["127.0.0.0/8", "::1/128"]);
/** Addresses of this machine or of networks outside the internet (RFC 6890, and those that translate to IPv4). */
const LOCAL = listOf([
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/127", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"],
]);

/** Whether it is this machine: one of its addresses, or a name that can belong to no other (RFC 6761 §6.3). */
export function isLoopback(url: URL): boolean {
  return isLocalhost(url) || isIn(LOOPBACK, url);
}

/** Whether it is this machine, or a private, link-local or unspecified address. Names are not looked up. */
export function isLocal(url: URL): boolean {
  return isLocalhost(url) || isIn(LOCAL, url);
}

function isLocalhost({ hostname }: URL): boolean {
  return /(?:^|\.)localhost\.?$/.test(hostname);
}

/** The URL standard gives an IPv4 address one spelling; IPv6 is in brackets. */
function isIn(list: BlockList, { hostname }: URL): boolean {
  const address = hostname.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  return version !== 0 && list.check(address, version === 6 ? "ipv6" : "ipv4");
}

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
