import type { ContentPart, Frame, RunStep, ToolCall } from "./frames.ts";

/**
 * An answer as it grows: texts, and the calls of functions between them, each a part with a step that says where it begins.
 * INVARIANT: a part's place never changes; frames name it.
 */
export class AnswerParts {
  readonly steps: RunStep[] = [];
  /** In words, in UTF-16 units. */
  textLength = 0;
  private readonly parts: ContentPart[] = [];
  private readonly runId: string;

  constructor(runId: string) {
    this.runId = runId;
    // From the start, as LibreChat's client expects it: the first part is a text, which may stay empty.
    this.open();
  }

  get text(): string {
    return this.parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  }

  /** Empty while nothing was said or called. */
  get content(): ContentPart[] {
    const isNothing = this.parts.length === 1 && this.textLength === 0;
    return isNothing ? [] : this.parts.map((part) => structuredClone(part));
  }

  get size(): number {
    return this.parts.reduce(
      (sum, part) =>
        sum + (part.type === "text" ? part.text.length : part.tool_call.args.length + part.tool_call.output.length),
      0,
    );
  }

  say(piece: string): Frame[] {
    const frames: Frame[] = [];
    if (this.parts.at(-1)?.type !== "text") frames.push(stepFrame(this.open()));
    const part = this.parts.at(-1);
    const step = this.steps.at(-1);
    if (part?.type !== "text" || !step) return frames;
    part.text += piece;
    this.textLength += piece.length;
    return [...frames, delta(step, piece)];
  }

  begin({ id, name, args }: Pick<ToolCall, "id" | "name" | "args">): Frame[] {
    const step: RunStep = {
      ...this.nextStep(),
      type: "tool_calls",
      stepDetails: { type: "tool_calls", tool_calls: [{ id, name, args: "", type: "tool_call" }] },
    };
    this.steps.push(step);
    const tool_call: ToolCall = { id, name, args, type: "tool_call", output: "", progress: 0.1 };
    this.parts.push({ type: "tool_call", tool_call });
    return [stepFrame(step), callDelta(step, tool_call)];
  }

  /** @param id of a call that has no output yet */
  complete(id: string, output: string): Frame[] {
    const index = this.parts.findLastIndex((part) => part.type === "tool_call" && part.tool_call.id === id);
    const part = this.parts[index];
    const step = this.steps[index];
    if (part?.type !== "tool_call" || !step) return [];
    part.tool_call.output = output;
    part.tool_call.progress = 1;
    return [completed(step, part.tool_call)];
  }

  /** All of it again, for whoever comes late: each text in one piece. */
  soFar(): Frame[] {
    return this.parts.flatMap((part, index): Frame[] => {
      const step = this.steps[index];
      if (!step) return [];
      if (part.type === "text") return part.text === "" ? [stepFrame(step)] : [stepFrame(step), delta(step, part.text)];
      const { tool_call } = part;
      const frames = [stepFrame(step), callDelta(step, tool_call)];
      return tool_call.progress === 1 ? [...frames, completed(step, tool_call)] : frames;
    });
  }

  private open(): RunStep {
    const step: RunStep = {
      ...this.nextStep(),
      type: "message_creation",
      stepDetails: { type: "message_creation", message_creation: { message_id: this.runId } },
    };
    this.steps.push(step);
    this.parts.push({ type: "text", text: "" });
    return step;
  }

  private nextStep() {
    const index = this.parts.length;
    return {
      id: index === 0 ? `step_${this.runId}` : `step_${this.runId}_${index}`,
      runId: this.runId,
      index,
      usage: null,
    };
  }
}

const stepFrame = (data: RunStep): Frame => ({ event: "on_run_step", data });

const delta = ({ id }: RunStep, text: string): Frame => ({
  event: "on_message_delta",
  data: { id, delta: { content: [{ type: "text", text }] } },
});

const callDelta = (step: RunStep, { id, name, args }: ToolCall): Frame => ({
  event: "on_run_step_delta",
  data: { id: step.id, delta: { type: "tool_calls", tool_calls: [{ index: 0, id, name, args }] } },
});

const completed = ({ id, index }: RunStep, tool_call: ToolCall): Frame => ({
  event: "on_run_step_completed",
  data: { result: { id, index, type: "tool_call", tool_call: { ...tool_call } } },
});
