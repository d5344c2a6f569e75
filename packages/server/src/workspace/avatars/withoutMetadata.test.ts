import { describe, expect, test } from "vitest";
import { PNG } from "../testing/files.ts";
import { withoutMetadata } from "./withoutMetadata.ts";

const SECRET = "52.5200N 13.4050E";
const sized = (size: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(size);
  return bytes;
};
const segment = (marker: number, content: string | Buffer) => {
  const body = Buffer.from(content as string, "latin1");
  return Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
};
const chunk = (name: string, content: string | Buffer) => {
  const body = Buffer.from(content as string, "latin1");
  return Buffer.concat([Buffer.from(name), sized(body.length), body, Buffer.alloc(body.length % 2)]);
};
const pngChunk = (name: string, content: string) =>
  Buffer.concat([sized(content.length).reverse(), Buffer.from(name + content, "latin1"), Buffer.alloc(4)]);
const webp = (...chunks: Buffer[]) => {
  const body = Buffer.concat([Buffer.from("WEBP"), ...chunks]);
  return Buffer.concat([Buffer.from("RIFF"), sized(body.length), body]);
};

/** EXIF in Intel's order: something else, then which side is up. */
const exif = (up: number) =>
  Buffer.concat([
    Buffer.from("Exif\0\0II*\0\x08\0\0\0\x02\0", "latin1"),
    Buffer.from([0x0f, 1, 2, 0, 4, 0, 0, 0, 0x61, 0, 0, 0]),
    Buffer.from([0x12, 1, 3, 0, 1, 0, 0, 0, up, 0, 0, 0]),
    Buffer.from(`\0\0\0\0${SECRET}`, "latin1"),
  ]);
const [start, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
const jfif = segment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
const scan = Buffer.concat([segment(0xda, "\x01\x01\0\0\x3f\0"), Buffer.from([1, 0xff, 0, 2, 0xff, 0xd3, 3])]);
const colours = segment(0xe2, "ICC_PROFILE\0\x01\x01rgb");
const jpeg = (...more: Buffer[]) => Buffer.concat([start, jfif, ...more, colours, scan, segment(0xc4, "x"), scan, end]);

const [head, tail] = [PNG.subarray(0, 33), PNG.subarray(33)];
const pixels = chunk("VP8L", "pixels!");

describe("a picture loses what is written beside its pixels, and nothing else", () => {
  test.each([
    ["JPEG: EXIF", "image/jpeg", jpeg(segment(0xe1, `Exif\0\0${SECRET}`)), jpeg()],
    ["JPEG: XMP", "image/jpeg", jpeg(segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${SECRET}`)), jpeg()],
    ["JPEG: IPTC", "image/jpeg", jpeg(segment(0xed, `Photoshop 3.0\0${SECRET}`)), jpeg()],
    ["JPEG: a comment", "image/jpeg", jpeg(segment(0xfe, SECRET)), jpeg()],
    ["JPEG: other pictures", "image/jpeg", jpeg(segment(0xe2, `MPF\0${SECRET}`)), jpeg()],
    ["JPEG: after its end", "image/jpeg", Buffer.concat([jpeg(), jpeg(segment(0xe1, SECRET))]), jpeg()],
    ...["eXIf", "tEXt", "iTXt", "zTXt"].map(
      (name) => [`PNG: ${name}`, "image/png", Buffer.concat([head, pngChunk(name, SECRET), tail]), PNG] as const,
    ),
    ["PNG: after its end", "image/png", Buffer.concat([PNG, Buffer.from(SECRET)]), PNG],
    [
      "WebP",
      "image/webp",
      webp(chunk("VP8X", "\x1c123456789"), pixels, chunk("EXIF", SECRET), chunk("XMP ", SECRET)),
      webp(chunk("VP8X", "\x10123456789"), pixels),
    ],
    ["WebP: after its end", "image/webp", Buffer.concat([webp(pixels), Buffer.from(SECRET)]), webp(pixels)],
  ] as const)("%s", (_what, type, given, left) => {
    expect(withoutMetadata(type, given)).toEqual(left);
    expect(withoutMetadata(type, left)).toEqual(left);
  });

  test("but which side of a JPEG is up", () => {
    const turned = withoutMetadata("image/jpeg", jpeg(segment(0xe1, exif(6))));
    expect(turned.includes(SECRET)).toBe(false);
    const only = segment(0xe1, "Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
    expect(turned).toEqual(jpeg(only));
    expect(withoutMetadata("image/jpeg", turned)).toEqual(turned);
  });

  test("of thousands of segments a bounded number is read, and of a directory what there is room for", () => {
    const boast = segment(0xe1, "Exif\0\0MM\0*\0\0\0\x08\xff\xff");
    expect(withoutMetadata("image/jpeg", jpeg(boast, boast))).toEqual(jpeg());
    const many = Array.from({ length: 10_000 }, () => segment(0xdb, "x"));
    const left = withoutMetadata("image/jpeg", jpeg(...many));
    expect(left.length).toBeLessThan(2_000 * 6);
    expect(left.subarray(0, 2)).toEqual(start);
  });

  test.each([
    ["image/jpeg", jpeg(segment(0xe1, exif(6)))],
    ["image/png", Buffer.concat([head, pngChunk("tEXt", SECRET), tail])],
    ["image/webp", webp(pixels, chunk("EXIF", SECRET))],
  ])("wherever it breaks off: %s", (type, whole) => {
    for (let length = 12; length < whole.length; length++)
      expect(withoutMetadata(type, whole.subarray(0, length)).includes(SECRET)).toBe(false);
  });
});
