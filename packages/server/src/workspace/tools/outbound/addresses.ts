import ipaddr from "ipaddr.js";

/**
 * Whether an address is one of the public network. Everything else is refused: private, loopback, link-local (with the metadata services
 * of clouds), shared (CGNAT), multicast, reserved; and IPv6 addresses that carry an IPv4 one (mapped, NAT64, 6to4, Teredo, ISATAP), whatever it is.
 */
export function isPublicAddress(address: string): boolean {
  // Four numbers with dots only: `127.1` and `0x7f000001` are no addresses here, though some would connect to them.
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return ipaddr.IPv4.parse(address).range() === "unicast";
  if (!ipaddr.IPv6.isValid(address) || address.includes("%")) return false;
  const six = ipaddr.IPv6.parse(address);
  return six.range() === "unicast" && isGlobal(six) && !isIsatap(six);
}

/** 2000::/3, all that was ever given out. */
const isGlobal = ({ parts }: ipaddr.IPv6): boolean => ((parts[0] ?? 0) & 0xe000) === 0x2000;

/** RFC 5214: `…:0:5efe:a.b.c.d`. */
const isIsatap = ({ parts }: ipaddr.IPv6): boolean => ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;
