import { answerHere } from "./answerHere.ts";
import { reasonOf } from "./calls.ts";
import type { Answer, AnsweringParts, From } from "./completions.ts";
import { counting, estimateOf } from "./estimating.ts";
import type { Metered } from "./metering.ts";
import { responseQuestion } from "./responseQuestion.ts";
import { ResponseWriter } from "./responseWriter.ts";
import type { ResponseBody } from "./schemas.ts";

/** OpenAI's newer way to ask, for endpoints that know the older one: texts, pictures and functions, translated both ways. */
export class Responses {
  private readonly parts: AnsweringParts;

  constructor(parts: AnsweringParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `model-not-available`, `model-…`, `access-ended`, `request-invalid` */
  async answer(from: From, body: ResponseBody): Promise<Answer> {
    const { ids, calls, metering } = this.parts;
    const target = await ids.target(from.actor, body.model, from.onlyAgents);
    const question = responseQuestion(target, body);
    const said = [body.instructions, body.input];
    const request = { said, tools: body.tools ?? undefined, most: body.max_output_tokens };
    const count = counting(target.model, request);
    const call = calls.begin(from.actor, target, from.connection);
    let metered: Metered | undefined;
    try {
      metered = await metering.admit(call, target, estimateOf(request));
      const writer = new ResponseWriter(body, this.parts.now());
      return await answerHere(this.parts, { call, target, question, count, metered }, writer, body.stream === true);
    } catch (error) {
      const reason = reasonOf(call, error);
      metered?.released();
      calls.end(call);
      throw reason;
    }
  }
}
