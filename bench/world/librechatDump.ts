import { once } from "node:events";
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ObjectId, serialize } from "bson";
import { mixed } from "./random.ts";

/* A LibreChat of some size, as mongodump writes it: what its documents usually hold, and none of its awkward cases. */

export interface DumpSize {
  people: number;
  agents: number;
  messages: number;
}

const GROUP_SIZE = 50;
const MESSAGES_EACH = 10;
const CATEGORIES = ["general", "hr", "rd", "finance", "it", "sales"];
const WORDS = "a plan for the spring that everybody can read and nobody has to guess about ".repeat(6);
const at = new Date("2025-03-01T10:00:00Z");
const dates = { createdAt: at, updatedAt: at, __v: 0 };

const oid = (kind: number, number: number): ObjectId =>
  new ObjectId(`66${kind.toString(16).padStart(6, "0")}${number.toString(16).padStart(16, "0")}`);
const person = (number: number) => oid(1, number);
const uuid = (number: number): string => `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

/** @returns how many documents there are in all */
export async function writeDump(folder: string, { people, agents, messages }: DumpSize): Promise<number> {
  const database = join(folder, "LibreChat");
  mkdirSync(database, { recursive: true });
  const some = (index: number, of: number) => mixed(index) % of;
  const groups = Math.ceil(people / GROUP_SIZE);
  const conversations = Math.ceil(messages / MESSAGES_EACH);
  const password = "$2b$10$CwTycUXWue0Thq9StjUM0uJ8TNCaVUzuL1vLh5x3x0m3o3GmR6dqe";
  let all = 0;
  const collection = async (name: string, count: number, one: (index: number) => object) => {
    const stream = createWriteStream(join(database, `${name}.bson`));
    for (let index = 0; index < count; index++) if (!stream.write(serialize(one(index)))) await once(stream, "drain");
    stream.end();
    await once(stream, "close");
    all += count;
  };
  await collection("users", people, (index) => ({
    ...{ _id: person(index), name: `Person ${index}`, username: `person${index}`, email: `person${index}@example.com` },
    ...{ emailVerified: true, password, provider: "local", role: "USER", plugins: [], refreshToken: [], ...dates },
  }));
  await collection("groups", groups, (index) => ({
    ...{ _id: oid(2, index), name: `Group ${index}`, source: "local", ...dates },
    memberIds: Array.from({ length: GROUP_SIZE }, (_, one) =>
      person(some(index * GROUP_SIZE + one, people)).toHexString(),
    ),
  }));
  await collection("agents", agents, (index) => ({
    ...{ _id: oid(3, index), id: `agent_${index.toString(36).padStart(21, "0")}`, name: `Agent ${index}`, ...dates },
    ...{ description: WORDS.slice(0, 80), instructions: WORDS, provider: "openAI", model: "gpt-4o", tools: [] },
    ...{ model_parameters: {}, author: person(some(index, people)), category: CATEGORIES[index % CATEGORIES.length] },
    versions: [{ name: `Agent ${index}`, instructions: WORDS, provider: "openAI", model: "gpt-4o", ...dates }],
  }));
  await collection("aclentries", 2 * agents, (index) => {
    const agent = index >> 1;
    const whom =
      index % 2 === 0
        ? { principalType: "user", principalId: person(some(agent, people)), principalModel: "User", permBits: 15 }
        : { principalType: "group", principalId: oid(2, some(agent, groups)), principalModel: "Group", permBits: 1 };
    return { _id: oid(4, index), ...whom, resourceType: "agent", resourceId: oid(3, agent), grantedAt: at, ...dates };
  });
  await collection("conversations", conversations, (index) => ({
    ...{
      _id: oid(5, index),
      conversationId: uuid(index),
      title: `Conversation ${index}`,
      endpoint: "openAI",
      ...dates,
    },
    ...{ user: person(some(index, people)).toHexString(), model: "gpt-4o", messages: [], tags: [], isArchived: false },
  }));
  await collection("messages", messages, (index) => {
    const conversation = Math.floor(index / MESSAGES_EACH);
    const isAsked = index % 2 === 0;
    return {
      ...{ _id: oid(6, index), messageId: uuid(0x1000000 + index), conversationId: uuid(conversation), ...dates },
      ...{ user: person(some(conversation, people)).toHexString(), isCreatedByUser: isAsked, endpoint: "openAI" },
      parentMessageId: index % MESSAGES_EACH === 0 ? uuid(0) : uuid(0x1000000 + index - 1),
      ...{
        sender: isAsked ? "User" : "GPT-4o",
        text: WORDS.slice(0, 100 + some(index, 300)),
        model: isAsked ? null : "gpt-4o",
      },
      ...{ tokenCount: 40, error: false, unfinished: false, files: [], attachments: [] },
    };
  });
  return all;
}
