import { plural, t } from "@lingui/core/macro";
import type { Difference, Impact, TouchedSubject, TouchedThing } from "../api/impact.ts";
import { featureInWords } from "./featureInWords.ts";
import { calledOf } from "./sharedKinds.ts";
import { thingsInWords, typeOf } from "./thingsInWords.ts";

const _people = (count: number) => plural(count, { one: "1 person", other: `${count} people` });
const rights = (count: number) => plural(count, { one: "1 right", other: `${count} rights` });
const joined = (parts: readonly string[]) => parts.filter(Boolean).join("; ");

/** “12 people gain something, 3 lose something.” */
export function sumInWords({ subjects: { gaining, losing, total } }: Pick<Impact, "subjects">): string {
  if (total === 0) return t`Nobody gains or loses anything.`;
  const parts = [
    gaining > 0 && plural(gaining, { one: "1 person gains something", other: `${gaining} people gain something` }),
  ].concat(
    losing > 0 &&
      (gaining > 0
        ? plural(losing, { one: `${losing} loses something`, other: `${losing} lose something` })
        : plural(losing, { one: "1 person loses something", other: `${losing} people lose something` })),
  );
  return `${parts.filter(Boolean).join(", ")}.`;
}

/** “gains use it, run its actions; loses delete it” */
export const differenceInWords = ({ gained, lost }: Difference, inWords: (right: string) => string): string =>
  joined([
    gained.length > 0 ? t`gains: ${gained.map(inWords).join(", ")}` : "",
    lost.length > 0 ? t`loses: ${lost.map(inWords).join(", ")}` : "",
  ]);

/** “gains 24 rights; loses Agents: Share” */
export function countsInWords({ gained, lost, powers }: Pick<TouchedSubject, "gained" | "lost" | "powers">): string {
  const sum = (count: number, its: readonly string[]) =>
    [count > 0 ? rights(count) : "", ...its.map(powerInWords)].filter(Boolean).join(", ");
  const [gains, loses] = [sum(gained, powers.gained), sum(lost, powers.lost)];
  return joined([gains && t`gains ${gains}`, loses && t`loses ${loses}`]);
}

/** `AGENTS.USE` is a feature, `manage:users` a capability. */
const powerInWords = (power: string): string => (power.includes(":") ? power : featureInWords(power));

/** “agent Helpdesk” */
export function thingInWords({ resource, name }: TouchedThing): string {
  const called = calledOf(resource);
  return name ? t`${called} ${name}` : thingsInWords(typeOf(resource)).hidden;
}
