import { featureCatalogue } from "@gatehouse/engine";
import { describe, expect, test } from "vitest";
import type { Simulated } from "../connection/connect.ts";
import { impactLines } from "./impactAsText.ts";

type Row = Simulated["subjects"]["rows"][number];
const NAMES = ["Ada", "Ben", "Cleo", "Dara", "Emil"];

const row = (name: string, more: Partial<Row> = {}): Row => ({
  ...{ subject: `user:${name.toLowerCase()}`, name, gained: 0, lost: 0, powers: { gained: [], lost: [] } },
  ...more,
});
const losing = (...lost: string[]) => ({ powers: { gained: [], lost } });
const linesOf = (rows: Row[], { total = rows.length, gained = 0, lost = 0 } = {}): string[] =>
  impactLines({ gained, lost, subjects: { rows, total }, things: { total: 1 } }).slice(1);
const all = (family: string): string[] => (featureCatalogue[family] ?? []).map((one) => `${family}.${one}`);

describe("who gains and loses what, for people to read", () => {
  test("whoever gains and loses the same stands in one line, the first with their names", () => {
    const alike = NAMES.map((name) => row(name, losing("AGENTS.CREATE", "PROMPTS.CREATE")));
    const gains = row("Goran", { powers: { gained: ["read:users"], lost: [] } });
    expect(linesOf([...alike, gains])).toEqual([
      "  5 people (Ada, Ben, Cleo and 2 more): lose AGENTS.CREATE, PROMPTS.CREATE",
      "  Goran: gains read:users",
    ]);
  });

  test("a service among them is no person", () =>
    expect(
      linesOf([row("Ada", losing("AGENTS.USE")), row("Wiki", { ...losing("AGENTS.USE"), subject: "service:w" })]),
    ).toEqual(["  2 accounts (Ada, Wiki): lose AGENTS.USE"]));

  test("a family is shortened where it goes as a whole, and only there", () => {
    const [, ...some] = all("AGENTS");
    expect(linesOf([row("Ada", losing(...all("AGENTS"), "BOOKMARKS.USE"))])).toEqual([
      "  Ada: loses AGENTS.*, BOOKMARKS.USE",
    ]);
    expect(linesOf([row("Ada", losing(...some))])).toEqual([`  Ada: loses ${some.join(", ")}`]);
  });

  test("what is more than a line holds is counted", () => {
    const each = Object.keys(featureCatalogue).map((family) => `${family}.ONE`);
    expect(linesOf([row("Ada", losing(...each))])[0]).toMatch(
      new RegExp(`^  Ada: loses (\\w+\\.ONE, ){7}\\w+\\.ONE and ${each.length - 8} more$`),
    );
  });

  test("rights on things are counted: from the fewest to the most of those who lose the same features", () => {
    const features = losing("AGENTS.USE");
    const rows = [
      row("Ada", { ...features, lost: 2 }),
      row("Ben", { ...features, lost: 5 }),
      row("Cleo", { gained: 1 }),
      row("Dara", { gained: 1 }),
    ];
    expect(linesOf(rows, { gained: 2, lost: 7 })).toEqual([
      "  2 people (Ada, Ben): lose 2 to 5 rights, AGENTS.USE",
      "  2 people (Cleo, Dara): gain 1 right",
    ]);
  });

  test("the largest groups come first; whoever is in no line, or is not told of, is counted", () => {
    const rows = Array.from({ length: 20 }, (_, at) => row(`P${at}`, { gained: at + 1 }));
    const lines = linesOf([...rows, row("Ada", { gained: 20 })], { gained: 9, total: 100 });
    expect(lines).toHaveLength(13);
    expect(lines[0]).toBe("  2 people (P19, Ada): gain 20 rights");
    expect(lines.at(-1)).toBe("  … and 87 more");
  });

  test("a name does not steer the terminal", () =>
    expect(linesOf([row("A\u001b[31mda\n", losing("AGENTS.USE"))])).toEqual(["  A [31mda : loses AGENTS.USE"]));
});
