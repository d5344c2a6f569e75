import { expect, test } from "vitest";
import { bytesInWords } from "./bytesInWords.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1_023, "1023 bytes"],
  [1_024, "1 kB"],
  [1_500, "1 kB"],
  [1_048_000, "1023 kB"],
  [1_048_575, "1 MB"],
  [1_500_000, "1.4 MB"],
  [10 * 1_048_576 - 1, "10 MB"],
  [512 * 1_048_576, "512 MB"],
  [5 * 1_073_741_824, "5 GB"],
  [5_000 * 1_073_741_824, "5000 GB"],
])("%i bytes: %s", (bytes, words) => expect(bytesInWords(bytes)).toBe(words));
