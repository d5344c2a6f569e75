import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./addresses.ts";

describe("an address of the public network", () => {
  test.each([
    "93.184.216.34",
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:800::200e",
  ])("%s may be spoken to", (address) => expect(isPublicAddress(address)).toBe(true));
});

describe("any other is refused", () => {
  test.each([
    ["loopback", ["127.0.0.1", "127.255.255.254", "::1"]],
    ["unspecified", ["0.0.0.0", "0.1.2.3", "::"]],
    ["private", ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"]],
    [
      "link-local, with the metadata services of clouds",
      ["169.254.169.254", "fe80::1", "fe80::1%eth0", "fd00:ec2::254"],
    ],
    ["shared (CGNAT)", ["100.64.0.1", "100.127.255.255"]],
    ["multicast and broadcast", ["224.0.0.1", "239.255.255.255", "255.255.255.255", "ff02::1"]],
    [
      "reserved, documentation, benchmarks",
      ["192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "2001:db8::1"],
    ],
    [
      "IPv4 in IPv6, mapped or compatible",
      ["::ffff:127.0.0.1", "::ffff:7f00:1", "::127.0.0.1", "::ffff:93.184.216.34", "::ffff:0:127.0.0.1"],
    ],
    ["IPv4 in IPv6, translated", ["64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::a00:1"]],
    [
      "IPv4 in IPv6, tunnelled",
      [
        "2002:7f00:1::",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2606:4700::5efe:127.0.0.1",
        "2606:4700::200:5efe:10.0.0.1",
      ],
    ],
    ["site-local of former times", ["fec0::1"]],
    ["in an odd notation", ["0x7f000001", "0x7f.1", "2130706433", "127.1", "0177.0.0.1", "017700000001"]],
    ["no address at all", ["", "localhost", "127.0.0.1.", "1.2.3.4.5", " 1.1.1.1"]],
  ])("%s", (_kind, addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});
