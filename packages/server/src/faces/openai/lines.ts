import { problem } from "../../http/problem.ts";
import type { Line, ModelCall, ModelFunction, Part } from "../../workspace/index.ts";
import type { ChatBody, Message } from "./schemas.ts";

/** What a request says, as models here are told: for whoever does not get the body as it is. @throws {Problem} for what they cannot be told */
export function linesOf(messages: readonly Message[]): Line[] {
  return messages.map((message, place) => lineOf(message, `messages.${place}`));
}

function lineOf(message: Message, path: string): Line {
  const content = contentOf(message.content, `${path}.content`);
  switch (message.role) {
    case "system":
    case "developer":
      return { role: "system", content };
    case "user":
      return { role: "user", content };
    case "assistant": {
      const calls = callsOf(message.tool_calls, `${path}.tool_calls`);
      return calls.length > 0
        ? { role: "assistant", content: inWords(content), calls }
        : { role: "assistant", content: inWords(content) };
    }
    case "tool":
      return { role: "tool", callId: textOf(message.tool_call_id, `${path}.tool_call_id`), content: inWords(content) };
    case "function":
      throw wrong(`${path}.role`, "answers of functions come as `tool`");
  }
}

export function contentOf(content: unknown, path: string): string | Part[] {
  if (content == null) return "";
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) throw wrong(path, "a text, or a list of parts");
  return content.map((part: unknown, place) => partOf(asObject(part), `${path}.${place}`));
}

const TEXTS = new Set(["text", "input_text", "output_text"]);

/** A part of a line; the names are those of chat completions and of responses. @throws {Problem} */
function partOf(part: Record<string, unknown>, path: string): Part {
  const type = String(part.type);
  if (TEXTS.has(type)) return { type: "text", text: textOf(part.text, `${path}.text`) };
  if (type === "refusal") return { type: "text", text: textOf(part.refusal, `${path}.refusal`) };
  if (type !== "image_url" && type !== "input_image")
    throw wrong(`${path}.type`, `\`${type.slice(0, 50)}\` cannot be told to this model: texts and pictures can`);
  const image: unknown = part.image_url;
  const url = typeof image === "object" && image !== null && "url" in image ? image.url : image;
  if (typeof url !== "string" || !/^(https?:\/\/|data:image\/)/.test(url))
    throw wrong(`${path}.image_url`, "a picture is named by an address with `https:`, or is there as `data:image/…`");
  return { type: "pictureAt", url };
}

export const inWords = (content: string | readonly Part[]): string =>
  typeof content === "string" ? content : content.map((part) => (part.type === "text" ? part.text : "")).join("");

function callsOf(calls: unknown, path: string): ModelCall[] {
  if (calls == null) return [];
  if (!Array.isArray(calls)) throw wrong(path, "a list of calls");
  return calls.map((call: unknown, place) => {
    const { id, function: called } = asObject(call);
    const { name, arguments: given } = asObject(called);
    return {
      id: textOf(id, `${path}.${place}.id`),
      name: textOf(name, `${path}.${place}.function.name`),
      arguments: textOf(given, `${path}.${place}.function.arguments`),
    };
  });
}

/** The functions that a caller offers. @throws {Problem} */
export function functionsOf(tools: ChatBody["tools"]): ModelFunction[] {
  return (tools ?? []).map((tool, place) => functionOf(asObject(tool.function), `tools.${place}.function`));
}

/** @throws {Problem} */
export function functionOf({ name, description, parameters }: Record<string, unknown>, path: string): ModelFunction {
  if (typeof name !== "string" || !/^[\w-]{1,64}$/.test(name))
    throw wrong(`${path}.name`, "1 to 64 letters, digits, `_` and `-`");
  return {
    name,
    description: typeof description === "string" ? description : "",
    parameters: typeof parameters === "object" && parameters !== null ? parameters : {},
  };
}

export function textOf(value: unknown, path: string): string {
  if (typeof value === "string") return value;
  throw wrong(path, "a text");
}

/** A field that cannot be so. */
export const wrong = (path: string, message: string) =>
  problem("request-invalid", { detail: `\`${path}\`: ${message}`, extra: { errors: [{ path, message }] } });

export const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? { ...value } : {};
