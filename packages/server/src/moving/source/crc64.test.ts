import { expect, it } from "vitest";
import { Crc64 } from "./crc64.ts";

it("sums up as CRC-64/XZ does, in one piece or in several", () => {
  const sum = new Crc64();
  sum.update(Buffer.from("1234"));
  sum.update(Buffer.from("56789"));
  expect(BigInt.asUintN(64, sum.sum)).toBe(0x995dc9bbdf1939fan);
});
