import { expect, test } from "vitest";
import { deviceInWords } from "./deviceInWords.ts";

test.each(["Firefox on Windows", "A program on Linux", "curl", "Unknown device", "Safari on iPhone"])(
  "%s is called so in English",
  (device) => expect(deviceInWords(device)).toBe(device),
);
