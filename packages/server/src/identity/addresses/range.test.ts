import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addressKey } from "../../store/index.ts";
import { holds, isPrivate, isTooWide, lineOf, readRange } from "./range.ts";

describe("what is written", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7"],
    [" 203.0.113.7/32 ", "203.0.113.7"],
    ["203.0.113.7/24", "203.0.113.0/24"],
    ["203.0.113.200/25", "203.0.113.128/25"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7/120", "203.0.113.0/24"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["2001:db8:1:2:3:4:5:6/64", "2001:db8:1:2::/64"],
    ["2001:db8::/32", "2001:db8::/32"],
  ])("%s is %s", (written, text) => {
    expect(readRange(written)?.text).toBe(text);
  });

  test.each([
    "",
    "203.0.113",
    "203.0.113.256",
    "203.0.113.7/33",
    "203.0.113.7/-1",
    "203.0.113.07",
    "2001:db8::/129",
    "2001:::1",
    "fe80::1%eth0",
    "example.org",
    "203.0.113.7, 203.0.113.8",
    "203.0.113.7/24/8",
  ])("%s is none", (written) => {
    expect(readRange(written)).toBeNull();
  });
});

test.each([
  ["203.0.113.0/24", "203.0.113.0", true],
  ["203.0.113.0/24", "203.0.113.255", true],
  ["203.0.113.0/24", "203.0.114.0", false],
  ["203.0.113.0/24", "203.0.112.255", false],
  ["203.0.113.0/24", "::ffff:203.0.113.9", true],
  ["203.0.113.0/24", "::cb00:7109", false],
  ["203.0.113.7", "203.0.113.7", true],
  ["203.0.113.7", "203.0.113.6", false],
  ["2001:db8::/32", "2001:db8:ffff::1", true],
  ["2001:db8::/32", "2001:db9::1", false],
  ["2001:db8:1:2::/64", "2001:db8:1:2:ffff::1", true],
  ["2001:db8:1:2::/64", "2001:db8:1:3::1", false],
])("%s holds %s: %s", (range, address, is) => {
  const read = readRange(range);
  const key = addressKey(address);
  expect(read && key && holds(read, key)).toBe(is);
});

test.each([
  ["203.0.0.0/16", false],
  ["203.0.0.0/15", true],
  ["0.0.0.0/0", true],
  ["203.0.113.7", false],
  ["2001:db8::/32", false],
  ["2001:db8::/31", true],
  ["::/0", true],
  ["::ffff:0:0/96", true],
  ["::ffff:203.0.0.0/112", false],
])("%s is too wide: %s", (range, is) => {
  const read = readRange(range);
  expect(read && isTooWide(read)).toBe(is);
});

test.each([
  ["127.0.0.1", true],
  ["::1", true],
  ["10.1.2.3", true],
  ["172.31.255.255", true],
  ["172.32.0.1", false],
  ["192.168.0.0/16", true],
  ["169.254.1.1", true],
  ["100.64.0.1", true],
  ["fd00::1", true],
  ["fe80::1", true],
  ["::ffff:10.0.0.1", true],
  ["203.0.113.7", false],
  ["2001:db8::1", false],
])("%s is a network of one's own: %s", (range, is) => {
  const read = readRange(range);
  expect(read && isPrivate(read)).toBe(is);
});

test("of IPv6 somebody has all of their line", () => {
  expect(lineOf("2001:db8:1:2:3:4:5:6")?.text).toBe("2001:db8:1:2::/64");
  expect(lineOf("::ffff:203.0.113.7")?.text).toBe("203.0.113.7");
  expect(lineOf("unknown")).toBeNull();
});

test("a range holds what begins like it, and nothing else", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (one, other, length) => {
      const bits = (text: string) =>
        text
          .split(".")
          .map((part) => Number(part).toString(2).padStart(8, "0"))
          .join("");
      const range = readRange(`${one}/${length}`);
      const key = addressKey(other);
      const isSame = bits(one).slice(0, length) === bits(other).slice(0, length);
      expect(range && key && holds(range, key)).toBe(isSame);
      expect(range && readRange(range.text)).toEqual(range);
    }),
  );
});

test("what is written of IPv6 is read as the same", () => {
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 0, max: 128 }), (address, length) => {
      const range = readRange(`${address}/${length}`);
      expect(range).not.toBeNull();
      expect(range && readRange(range.text)).toEqual(range);
    }),
  );
});
