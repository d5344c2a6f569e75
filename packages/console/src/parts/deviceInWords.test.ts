import { expect, test } from "vitest";
import { deviceOf } from "../../../server/src/identity/sessions/device.ts";
import { deviceInWords } from "./deviceInWords.ts";

test.each([null, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140", "Something (X11; Linux)", "curl/8.0"])(
  "the device of %j is called as the server calls it",
  (userAgent) => expect(deviceInWords(deviceOf(userAgent))).toBe(deviceOf(userAgent)),
);
