import { type Behaviour, begin } from "../../../workspace/testing/upstream.ts";

/** A model that wants a function called: that of the tests' action. */
export const calling =
  (name: string): Behaviour =>
  (response) => {
    begin(response);
    const call = { index: 0, id: "id_0", function: { name, arguments: '{"city":"Oslo"}' } };
    const write = (delta: object, finish_reason: string | null = null) =>
      response.write(`data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`);
    write({ tool_calls: [call] });
    write({}, "tool_calls");
    response.end("data: [DONE]\n\n");
  };
