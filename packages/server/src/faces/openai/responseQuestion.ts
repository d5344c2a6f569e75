import type { Line, ModelCall, ModelFunction, Target } from "../../workspace/index.ts";
import { atMost } from "./answerHere.ts";
import type { Question } from "./answering.ts";
import { asObject, contentOf, functionOf, inWords, textOf, wrong } from "./lines.ts";
import type { ResponseBody, ResponseItem } from "./schemas.ts";

/** What of a response's body is asked of the model or agent. @throws {Problem} for what has no meaning here */
export function responseQuestion({ agent, parameters: own }: Target, body: ResponseBody): Question {
  if (body.previous_response_id != null)
    throw wrong("previous_response_id", "nothing is kept here; say all of it again in `input`");
  if (body.background === true) throw wrong("background", "what is asked is answered at once");
  const { instructions, input, tools, temperature, top_p, max_output_tokens } = body;
  if (agent && (tools ?? []).length > 0)
    throw wrong("tools", "an agent has its own; leave yours out, or ask a model instead");
  const lines: Line[] = [
    ...(instructions ? [{ role: "system" as const, content: instructions }] : []),
    ...(typeof input === "string" ? [{ role: "user" as const, content: input }] : linesOf(input)),
  ];
  const parameters = atMost(own, max_output_tokens);
  if (agent) return { lines, functions: [], parameters };
  return {
    lines,
    functions: functionsOf(tools),
    parameters: {
      ...parameters,
      ...(temperature != null && { temperature }),
      ...(top_p != null && { top_p }),
    },
    passed: passedOf(body),
  };
}

function linesOf(items: readonly ResponseItem[]): Line[] {
  const lines: Line[] = [];
  for (const [place, item] of items.entries()) {
    const path = `input.${place}`;
    const { type = "message" } = item;
    if (type === "function_call") {
      const call = callOf(item, path);
      const last = lines.at(-1);
      // Those of one answer belong together.
      if (last && "calls" in last) lines[lines.length - 1] = { ...last, calls: [...last.calls, call] };
      else lines.push({ role: "assistant", content: "", calls: [call] });
    } else if (type === "function_call_output") {
      const content = inWords(contentOf(item.output, `${path}.output`));
      lines.push({ role: "tool", callId: textOf(item.call_id, `${path}.call_id`), content });
    } else if (type === "message" || type === null) lines.push(messageOf(item, path));
    // What a model thought is the next one's only where the endpoint keeps it.
    else if (type !== "reasoning")
      throw wrong(`${path}.type`, "messages, function calls and their outputs can be told");
  }
  return lines;
}

function messageOf(item: ResponseItem, path: string): Line {
  const content = contentOf(item.content, `${path}.content`);
  if (item.role === "user") return { role: "user", content };
  if (item.role === "assistant") return { role: "assistant", content: inWords(content) };
  if (item.role === "system" || item.role === "developer") return { role: "system", content };
  throw wrong(`${path}.role`, "`user`, `assistant`, `system` or `developer`");
}

const callOf = (item: ResponseItem, path: string): ModelCall => ({
  id: textOf(item.call_id, `${path}.call_id`),
  name: textOf(item.name, `${path}.name`),
  arguments: textOf(item.arguments, `${path}.arguments`),
});

const functionsOf = (tools: ResponseBody["tools"]): ModelFunction[] =>
  (tools ?? []).map((tool, place) => {
    if (tool.type !== "function") throw wrong(`tools.${place}.type`, "functions of the caller are all that there is");
    return functionOf(tool, `tools.${place}`);
  });

/** Further fields, as chat completions call them. */
function passedOf({ tool_choice, parallel_tool_calls, text, reasoning }: ResponseBody): Record<string, unknown> {
  const choice = asObject(tool_choice);
  const { type, name, schema, strict } = asObject(asObject(text).format);
  const { effort } = asObject(reasoning);
  return {
    ...(typeof tool_choice === "string" && { tool_choice }),
    ...(choice.type === "function" && { tool_choice: { type: "function", function: { name: choice.name } } }),
    ...(typeof parallel_tool_calls === "boolean" && { parallel_tool_calls }),
    ...(type === "json_object" && { response_format: { type } }),
    ...(type === "json_schema" && { response_format: { type, json_schema: { name, schema, strict } } }),
    ...(typeof effort === "string" && { reasoning_effort: effort }),
  };
}
