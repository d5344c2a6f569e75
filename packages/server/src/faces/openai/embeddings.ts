import { createHash } from "node:crypto";
import type { JsonObject } from "../../config/index.ts";
import { nothingTaken, type Target } from "../../workspace/index.ts";
import type { Call } from "./call.ts";
import { reasonOf } from "./calls.ts";
import type { AnsweringParts, From } from "./completions.ts";
import { counting, estimateOf } from "./estimating.ts";
import { wrong } from "./lines.ts";
import type { Estimate, Metered } from "./metering.ts";
import { requireOneModel } from "./oneModel.ts";
import { takenBy, wholeOf } from "./passedOn.ts";
import type { EmbeddingsBody } from "./schemas.ts";

/** Embeddings, as the model's endpoint gives them. */
export class Embeddings {
  private readonly parts: AnsweringParts;

  constructor(parts: AnsweringParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `model-not-available`, `model-…`, `access-ended`; `request-invalid` for an agent, which has none */
  async answer(from: From, body: EmbeddingsBody): Promise<Buffer | object> {
    const { ids, calls, metering } = this.parts;
    const target = await ids.target(from.actor, body.model, from.onlyAgents);
    requireOneModel(body);
    if (target.agent) throw wrong("model", "an agent has no embeddings; ask a model");
    const request = { said: body.input, most: 0 };
    const estimate = estimateOf(request);
    const count = () => counting(target.model, request)("");
    const call = calls.begin(from.actor, target, from.connection);
    let metered: Metered | undefined;
    try {
      metered = await metering.admit(call, target, estimate);
      return await this.embedded({ call, target, body, estimate, count, metered });
    } catch (error) {
      metered?.released();
      throw reasonOf(call, error);
    } finally {
      calls.end(call);
    }
  }

  private async embedded({ call, target, body, estimate, count, metered }: Asked): Promise<Buffer | object> {
    const { model } = target;
    if (!model.pass) {
      metered.settled({ ...nothingTaken(), answers: 1, untold: 1 }, count);
      return builtIn(body, estimate);
    }
    // As it came: what is looked at here is only read.
    const answer = await wholeOf(await model.pass("embeddings", body as JsonObject, call.signal));
    call.signal.throwIfAborted();
    metered.settled(takenBy(answer, "data"), count);
    return answer;
  }
}

interface Asked {
  call: Call;
  target: Target;
  body: EmbeddingsBody;
  estimate: Estimate;
  count: () => Promise<Estimate>;
  metered: Metered;
}

const DIMENSIONS = 32;

/** Of the built-in model: equal texts have equal ones, and that is all they say. */
function builtIn({ model, input, encoding_format }: EmbeddingsBody, { tokensIn }: Estimate): object {
  const inputs = typeof input === "string" || input.every((one) => typeof one === "number") ? [input] : input;
  return {
    object: "list",
    model,
    data: inputs.map((one, index) => ({
      object: "embedding",
      index,
      embedding: encoding_format === "base64" ? asBase64(vectorOf(one)) : vectorOf(one),
    })),
    usage: { prompt_tokens: tokensIn, total_tokens: tokensIn },
  };
}

/** Of length one. */
function vectorOf(input: unknown): number[] {
  const bytes = createHash("sha256").update(JSON.stringify(input)).digest().subarray(0, DIMENSIONS);
  const numbers = [...bytes].map((byte) => byte - 127.5);
  const length = Math.hypot(...numbers);
  return numbers.map((number) => Math.fround(number / length));
}

const asBase64 = (numbers: readonly number[]): string =>
  Buffer.from(new Float32Array(numbers).buffer).toString("base64");
