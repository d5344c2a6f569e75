import type { Random } from "./random.ts";

/** Where the addresses of the demo are: nobody's, for good (RFC 2606). */
const DOMAIN = "demo.example";
export const PEOPLE = 60;

/** Somebody with a part in the story, by whose name it calls them. */
export const cast = {
  ada: "Ada Lindqvist",
  max: "Max Brandt",
  mona: "Mona Reyes",
  ines: "Ines Kowalski",
  ben: "Ben Okafor",
  cleo: "Cleo Marsh",
  dara: "Dara Nguyen",
  emil: "Emil Sørensen",
  fatima: "Fatima Haddad",
  goran: "Goran Petrov",
  hana: "Hana Sato",
  ivo: "Ivo Castell",
} as const;
export type Part = keyof typeof cast;

const firstNames =
  "Alma Aron Bea Bruno Carla Dario Edda Elias Enya Femi Frida Gita Hugo Ilse Jonas Kaja Leo Lina Malik Mara Nadia Nils Olga Omar Petra Quinn Rafi Rosa Samir Selma Tariq Thea Uma Vera Viktor Wanda Yara Yusuf Zoe Zeno".split(
    " ",
  );
const lastNames =
  "Adeyemi Almeida Bauer Berg Costa Dubois Eriksen Ferrari Fischer Garcia Horvat Ibrahim Ito Janssen Keller Kim Larsen Lopez Meyer Moreau Novak Olsen Patel Popescu Rossi Schmid Silva Svensson Tanaka Varga Weber Yilmaz".split(
    " ",
  );

/** Those with a part first, then as many others as are missing, each with another name. */
export function namesOf(random: Random): string[] {
  const names = new Set<string>(Object.values(cast));
  while (names.size < PEOPLE) names.add(`${random.pick(firstNames)} ${random.pick(lastNames)}`);
  return [...names];
}

/** `emil.soerensen@demo.example` */
export const addressOf = (name: string): string =>
  `${name.toLowerCase().replaceAll("ø", "oe").replaceAll(" ", ".")}@${DOMAIN}`;

interface GroupWish {
  name: string;
  description: string;
  /** Its name; a group is after the one that it lies in. */
  within?: string;
  parts?: readonly Part[];
  /** Others in it, by chance. */
  others: number;
}

export const groups: readonly GroupWish[] = [
  { name: "Engineering", description: "Everybody who builds", parts: ["dara"], others: 3 },
  { name: "Platform", description: "Servers, networks, tools", within: "Engineering", parts: ["ben"], others: 4 },
  { name: "Web", description: "What customers see", within: "Engineering", parts: ["hana"], others: 5 },
  { name: "Data", description: "Numbers, and what they mean", within: "Engineering", parts: ["goran"], others: 4 },
  { name: "Product", description: "What we build next, and why", parts: ["cleo"], others: 3 },
  { name: "Design", description: "How it looks and works", within: "Product", others: 4 },
  { name: "Research", description: "Talks with customers", within: "Product", others: 3 },
  { name: "Sales", description: "From the first call to the contract", parts: ["fatima"], others: 4 },
  { name: "Field sales", description: "On the road", within: "Sales", others: 4 },
  { name: "Customer care", description: "Answers when something is wrong", parts: ["emil"], others: 6 },
  { name: "Operations", description: "Finance, legal, people", parts: ["ines"], others: 3 },
  { name: "Contractors", description: "With us for a while", parts: ["ivo"], others: 4 },
];
export const CONTRACTORS = "Contractors";
