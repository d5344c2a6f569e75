import { describe, expect, test } from "vitest";
import { isReadable, TakenNames } from "./lookAlikes.ts";

function lookAlike(one: string, other: string): boolean {
  const taken = new TakenNames();
  taken.add("role:one", one);
  return taken.find(other) === one;
}

describe("names that people could take for another", () => {
  test.each([
    ["wide letters", "ＡＤＭＩＮ", "ADMIN"],
    ["mathematical letters", "𝐀𝐃𝐌𝐈𝐍", "ADMIN"],
    ["a Cyrillic letter", "USЕR", "USER"],
    ["a letter without its dot", "admın", "ADMIN"],
    ["a letter with a dot", "ADMİN", "ADMIN"],
    ["an l for an I", "ADMlN", "ADMIN"],
    ["a digit", "M0DERATOR", "MODERATOR"],
    ["an accent", "ÁDMIN", "ADMIN"],
    ["another line below", "SUPER＿ADMIN", "SUPER_ADMIN"],
    ["more spaces", "Content  editors", "content editors"],
  ])("%s: %s is like %s", (_what, one, other) => {
    expect(lookAlike(one, other)).toBe(true);
    expect(lookAlike(other, one)).toBe(true);
  });

  test.each([
    ["Redakteure", "Rückblick"],
    ["Администратор", "ADMIN"],
    ["编辑", "编者"],
    ["Team 1", "Team 2"],
    ["หมอ", "หมา"],
  ])("%s is not like %s", (one, other) => {
    expect(lookAlike(one, other)).toBe(false);
  });
});

test.each([
  ["a space of no width", "USER\u200b"],
  ["a mark of direction", "\u202eRESU"],
  ["a filler", "USER\u3164"],
  ["an empty braille sign", "USER\u2800"],
  ["a space that does not break", "SUPER\u00a0USER"],
  ["phonetic signs", "ᴀᴅᴍɪɴ"],
])("%s is not readable", (_what, name) => {
  expect(isReadable(name)).toBe(false);
});

test.each(["USER", "Content editors", "Größe", "Администратор", "编辑", "مدير", "Équipe n° 1"])(
  "%s is readable",
  (name) => {
    expect(isReadable(name)).toBe(true);
  },
);
