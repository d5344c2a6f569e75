/**
 * A picture without what its camera or program wrote beside it (where it was taken, by whom, with what), and without anything after its end; its
 * pixels stay as they are. Of EXIF the way up stays, as without it the picture would lie on its side. What cannot be read of it is left out.
 */
export function withoutMetadata(type: string, bytes: Buffer): Buffer {
  if (type === "image/jpeg") return jpeg(bytes);
  if (type === "image/png") return png(bytes);
  if (type === "image/webp") return webp(bytes);
  return bytes;
}

/** Markers without a length: what stands for a byte of the picture's own, and places to begin anew. */
const isOfTheScan = (marker: number) => marker === 0x00 || (marker >= 0xd0 && marker <= 0xd7);
const [END, SCAN, FILL] = [0xd9, 0xda, 0xff];

/** No camera writes as many; what comes after them is left out. */
const MOST_SEGMENTS = 2_000;

function jpeg(bytes: Buffer): Buffer {
  const kept = [bytes.subarray(0, 2)];
  let at = 2;
  let segments = 0;
  let isWayUpKnown = false;
  while (at + 2 <= bytes.length && bytes[at] === FILL) {
    const marker = bytes[at + 1] ?? END;
    if (marker === FILL) {
      at++;
      continue;
    }
    if (marker === END) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    if (++segments > MOST_SEGMENTS) break;
    const length = at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0;
    let end = at + 2 + length;
    if (length < 2 || end > bytes.length) break;
    const segment = bytes.subarray(at, end);
    if (marker === SCAN) {
      while (end < bytes.length && (bytes[end] !== FILL || isOfTheScan(bytes[end + 1] ?? END))) end++;
      kept.push(bytes.subarray(at, end));
    } else if (marker === APP1) {
      // Of the first only: one is all that there should be.
      const up: Buffer = isWayUpKnown ? NONE : wayUp(segment.subarray(4));
      isWayUpKnown ||= up !== NONE;
      kept.push(up);
    } else if (isToKeep(marker, segment)) kept.push(segment);
    at = end;
  }
  return Buffer.concat(kept);
}

const NONE = Buffer.alloc(0);
const [APP0, APP1, APP2, APP14, APP15, COMMENT] = [0xe0, 0xe1, 0xe2, 0xee, 0xef, 0xfe];

function isToKeep(marker: number, segment: Buffer): boolean {
  if (marker === COMMENT) return false;
  if (marker === APP2) return segment.toString("latin1", 4, 16) === "ICC_PROFILE\0";
  // JFIF, and how Adobe's programs write colours.
  if (marker === APP0 || marker === APP14) return true;
  return marker < APP0 || marker > APP15;
}

const EXIF = Buffer.from("Exif\0\0", "latin1");
const ORIENTATION = 0x0112;

/** An EXIF segment that says which side of the picture is up, and nothing else. */
function wayUp(exif: Buffer): Buffer {
  const tiff = exif.subarray(EXIF.length);
  if (!exif.subarray(0, EXIF.length).equals(EXIF) || tiff.length < 8) return NONE;
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  // As many as it says, and no more than there is room for.
  const entries = Math.min(short(directory), Math.floor((tiff.length - directory - 2) / 12));
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    const value = short(at + 8);
    if (short(at) !== ORIENTATION || value < 1 || value > 8) continue;
    const only = [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, value, 0, 0, 0, 0, 0, 0];
    return Buffer.concat([Buffer.from([FILL, APP1, 0, 2 + EXIF.length + only.length]), EXIF, Buffer.from(only)]);
  }
  return NONE;
}

const PNG_METADATA = new Set(["eXIf", "tEXt", "iTXt", "zTXt", "tIME"]);

function png(bytes: Buffer): Buffer {
  const kept = [bytes.subarray(0, 8)];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (end > bytes.length) break;
    if (!PNG_METADATA.has(name)) kept.push(bytes.subarray(at, end));
    if (name === "IEND") break;
    at = end;
  }
  return Buffer.concat(kept);
}

const WEBP_METADATA = new Set(["EXIF", "XMP "]);
/** In the header's flags: that EXIF and XMP follow. */
const WEBP_HAS_METADATA = 0x0c;

function webp(bytes: Buffer): Buffer {
  const kept = [Buffer.from(bytes.subarray(0, 12))];
  const last = Math.min(bytes.length, 8 + bytes.readUInt32LE(4));
  for (let at = 12; at + 8 <= last; ) {
    const size = bytes.readUInt32LE(at + 4);
    const name = bytes.toString("latin1", at, at + 4);
    if (at + 8 + size > last) break;
    const end = Math.min(last, at + 8 + size + (size % 2));
    const chunk = Buffer.from(bytes.subarray(at, end));
    if (name === "VP8X" && size > 0) chunk[8] = (chunk[8] ?? 0) & ~WEBP_HAS_METADATA;
    if (!WEBP_METADATA.has(name)) kept.push(chunk);
    at = end;
  }
  const whole = Buffer.concat(kept);
  whole.writeUInt32LE(whole.length - 8, 4);
  return whole;
}
