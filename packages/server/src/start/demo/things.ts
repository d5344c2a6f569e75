import type { Part } from "./cast.ts";

/** To whom, and how; `days` from now it ends. */
export interface Given {
  to: Part | `group ${string}` | "everyone";
  role?: "viewer" | "editor" | "owner";
  allow?: readonly string[];
  deny?: readonly string[];
  days?: number;
  condition?: string;
  reason?: string;
}

export interface AgentWish {
  name: string;
  by: Part;
  description: string;
  instructions: string;
  starters: readonly string[];
  given: readonly Given[];
}

export const agents: readonly AgentWish[] = [
  {
    name: "House rules",
    by: "ada",
    description: "Knows how we do things here",
    instructions: "Answer from the house rules. Where they say nothing, say so.",
    starters: ["May I bring my dog?", "Who orders what we need?"],
    given: [{ to: "everyone", role: "viewer" }],
  },
  {
    name: "Helpdesk",
    by: "ben",
    description: "Answers questions about our tools",
    instructions:
      "You are the helpdesk of a company that makes bicycles. Be brief and kind; ask back before you guess.",
    starters: ["How do I reset my password?", "Who runs the build servers?"],
    given: [
      { to: "group Engineering", role: "viewer" },
      { to: "group Customer care", role: "viewer" },
      { to: "dara", role: "editor" },
      { to: "ivo", deny: ["use"], reason: "His contract leaves it out" },
    ],
  },
  {
    name: "Contract reader",
    by: "ines",
    description: "Finds what a contract says, and where",
    instructions: "Quote the clause first, then say in one sentence what it means. You give no legal advice.",
    starters: ["When can we leave this contract?"],
    given: [
      { to: "group Operations", role: "editor" },
      { to: "group Sales", role: "viewer", days: 21, reason: "For the quarter's end" },
    ],
  },
  {
    name: "Release notes",
    by: "dara",
    description: "Turns a list of changes into notes that customers read",
    instructions: "Write for somebody who rides a bicycle, not for somebody who builds software.",
    starters: ["Write notes for these changes"],
    given: [
      { to: "group Web", role: "editor" },
      { to: "everyone", role: "viewer" },
    ],
  },
  {
    name: "Number cruncher",
    by: "goran",
    description: "Explains a table in three sentences",
    instructions: "Say what went up, what went down, and what is too little to tell.",
    starters: ["What stands out in this table?"],
    given: [
      { to: "group Data", role: "editor" },
      {
        to: "group Product",
        role: "viewer",
        condition: 'subject.kind == "user"',
        reason: "Only people, no services",
      },
    ],
  },
  {
    name: "Interview partner",
    by: "cleo",
    description: "Plays a customer, so that one can practise asking",
    instructions: "You are somebody who bought a bicycle last year. Answer only what you are asked.",
    starters: ["May I ask you about your bicycle?"],
    given: [
      { to: "group Research", role: "viewer" },
      { to: "fatima", role: "viewer", days: 5 },
    ],
  },
  {
    name: "Offer writer",
    by: "fatima",
    description: "Drafts an offer from notes of a call",
    instructions: "Never name a price that is not in the notes.",
    starters: ["Draft an offer from these notes"],
    given: [{ to: "group Field sales", role: "viewer" }],
  },
  {
    name: "Kind answers",
    by: "emil",
    description: "Makes an angry letter's answer kinder",
    instructions: "Keep every promise as it is written, and add none.",
    starters: ["Make this kinder"],
    given: [{ to: "group Customer care", role: "editor" }],
  },
  {
    name: "On-call notes",
    by: "ben",
    description: "Sums up what happened in a night",
    instructions: "A line for each thing: when, what, who.",
    starters: ["Sum up this night"],
    given: [{ to: "hana", allow: ["use"], days: 60 }],
  },
];

export interface PromptWish {
  name: string;
  by: Part;
  oneliner: string;
  category: string;
  command: string;
  text: string;
  given: readonly Given[];
}

export const prompts: readonly PromptWish[] = [
  {
    name: "Good news, bad news",
    by: "ada",
    oneliner: "One of each, and what follows",
    category: "write",
    command: "news",
    text: "What is the good news in this, what is the bad news, and what do we do?\n\n{{report}}",
    given: [{ to: "max", role: "editor" }],
  },
  {
    name: "Explain",
    by: "ben",
    oneliner: "Five lines about anything",
    category: "teach_or_explain",
    command: "explain",
    text: "Explain {{subject}} to {{reader}}, in five lines.",
    given: [{ to: "everyone", role: "viewer" }],
  },
  {
    name: "Sum up a meeting",
    by: "cleo",
    oneliner: "What was decided, and who does what",
    category: "write",
    command: "minutes",
    text: "Sum up these notes: what was decided, who does what until when.\n\n{{notes}}",
    given: [{ to: "group Product", role: "editor" }],
  },
  {
    name: "Kinder",
    by: "emil",
    oneliner: "The same, but kinder",
    category: "write",
    command: "kinder",
    text: "Say this more kindly, without promising more:\n\n{{letter}}",
    given: [
      { to: "group Customer care", role: "viewer" },
      { to: "group Sales", role: "viewer", days: 14 },
    ],
  },
  {
    name: "Review my change",
    by: "dara",
    oneliner: "What could break",
    category: "code",
    command: "review",
    text: "What could this change break? Name the line, and how to test it.\n\n{{change}}",
    given: [{ to: "group Engineering", role: "viewer" }],
  },
  {
    name: "Ideas for a name",
    by: "hana",
    oneliner: "Ten, short ones first",
    category: "idea",
    command: "names",
    text: "Ten names for {{thing}}, the shortest first.",
    given: [],
  },
  {
    name: "Compare offers",
    by: "ines",
    oneliner: "Side by side, with what is missing",
    category: "finance",
    command: "compare",
    text: "Compare these offers as a table, and say what each of them leaves out.\n\n{{offers}}",
    given: [{ to: "group Operations", role: "editor" }],
  },
];

export interface FileWish {
  name: string;
  by: Part;
  text: string;
  given: readonly Given[];
}

export const files: readonly FileWish[] = [
  {
    name: "house-rules.md",
    by: "ada",
    text: "# House rules\n\nDogs are welcome on Fridays. Whoever empties the pot makes the coffee.\n",
    given: [{ to: "everyone", role: "viewer" }],
  },
  {
    name: "build-servers.md",
    by: "ben",
    text: "# Build servers\n\nTwo of them, in the cellar. The left one is louder.\n",
    given: [{ to: "group Platform", role: "viewer" }],
  },
  {
    name: "price-list.csv",
    by: "fatima",
    text: "model,price\nCity,899\nTour,1299\nCargo,2499\n",
    given: [
      { to: "group Sales", role: "viewer" },
      { to: "cleo", role: "viewer", days: 10 },
    ],
  },
  {
    name: "frame-contract.txt",
    by: "ines",
    text: "Frame contract\n\n1. Either side may leave with three months' notice.\n",
    given: [{ to: "group Operations", role: "viewer" }],
  },
  { name: "ride-survey.csv", by: "goran", text: "week,rides\n1,1204\n2,1311\n3,998\n", given: [] },
];

export interface ProjectWish {
  name: string;
  by: Part;
  description: string;
  agents: readonly string[];
  given: readonly Given[];
}

export const projects: readonly ProjectWish[] = [
  {
    name: "Ten years of Northwind",
    by: "ada",
    description: "The party in June",
    agents: ["House rules"],
    given: [{ to: "group Operations", role: "editor" }],
  },
  {
    name: "Spring catalogue",
    by: "cleo",
    description: "Texts and pictures until March",
    agents: ["Interview partner"],
    given: [
      { to: "group Product", role: "editor" },
      { to: "ivo", role: "viewer", days: 30 },
    ],
  },
  {
    name: "New build server",
    by: "ben",
    description: "What we need, what it costs, when it moves",
    agents: ["On-call notes"],
    given: [{ to: "group Platform", role: "editor" }],
  },
];
