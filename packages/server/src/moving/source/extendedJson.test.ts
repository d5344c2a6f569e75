import { Decimal128, Long, ObjectId, UUID } from "bson";
import { describe, expect, it } from "vitest";
import { parseExtendedJson } from "./extendedJson.ts";

const value = (text: string) => parseExtendedJson(`{"value":${text}}`).value;

describe("Extended JSON", () => {
  it("has integers of 64 bits: numbers where a number can hold them, otherwise Long", () => {
    expect(value("9007199254740991")).toBe(Number.MAX_SAFE_INTEGER);
    expect(value("9007199254740993")).toEqual(Long.fromString("9007199254740993"));
    expect(value('{"$numberLong":"-9223372036854775808"}')).toEqual(Long.MIN_VALUE);
    expect(value('{"$numberLong":42}')).toBe(42);
  });

  it("has a number that is no integer of 64 bits as the double that it is", () => {
    expect(value("9223372036854775808")).toBe(2 ** 63);
    expect(value("100000000000000000000.0")).toBe(1e20);
    expect(value('{"$numberDouble":"-0.0"}')).toBe(-0);
  });

  it("has dates in each of the ways in which they were written", () => {
    const date = new Date("2015-03-01T10:00:00.123Z");
    expect(value('{"$date":"2015-03-01T10:00:00.123Z"}')).toEqual(date);
    expect(value('{"$date":"2015-03-01T12:00:00.123+0200"}')).toEqual(date);
    expect(value('{"$date":1425204000123}')).toEqual(date);
    expect(value('{"$date":{"$numberLong":"1425204000123"}}')).toEqual(date);
  });

  it("has what old tools wrote as JavaScript has it, but not within texts", () => {
    expect(parseExtendedJson('{"a":NaN,"b":[-Infinity, undefined],"c":"NaN, \\"Infinity\\""}')).toEqual({
      a: Number.NaN,
      b: [Number.NEGATIVE_INFINITY, undefined],
      c: 'NaN, "Infinity"',
    });
  });

  it("has the forms that are rare", () => {
    const id = new ObjectId("65f0c0ffee0000000000abcd");
    expect(value('{"$uuid":"00112233-4455-6677-8899-aabbccddeeff"}')).toEqual(
      new UUID("00112233-4455-6677-8899-aabbccddeeff"),
    );
    expect(value('{"$dbPointer":{"$ref":"users","$id":{"$oid":"65f0c0ffee0000000000abcd"}}}')).toMatchObject({
      collection: "users",
      oid: id,
    });
    expect(value('{"$numberDecimal":"1E+3"}')).toEqual(Decimal128.fromString("1E+3"));
    expect(parseExtendedJson('{"value":{"$undefined":true}}')).toStrictEqual({ value: undefined });
  });

  it("leaves alone what only looks like a type, however it is written", () => {
    for (const text of [
      '{"$oid":"x"}',
      '{"$date":"soon"}',
      '{"$numberInt":"x"}',
      '{"$ref":"#/a"}',
      '{"$numberDecimal":"x"}',
      '{"$binary":1}',
    ]) {
      expect(value(text)).toEqual(JSON.parse(text));
    }
  });

  it("does not let a document change what objects are", () => {
    const document = parseExtendedJson(
      '{"__proto__":{"$oid":"65f0c0ffee0000000000abcd"},"a":{"__proto__":{"admin":true}}}',
    );
    expect(Object.entries(document)[0]).toEqual(["__proto__", new ObjectId("65f0c0ffee0000000000abcd")]);
    expect((document.a as { admin?: boolean }).admin).toBeUndefined();
  });

  it("refuses what is no document", () => {
    for (const text of ["[1]", "1", "null", '{"$oid":"65f0c0ffee0000000000abcd"}', '{"a":1']) {
      expect(() => parseExtendedJson(text)).toThrow(SyntaxError);
    }
    expect(() => parseExtendedJson(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`)).toThrow();
  });
});
