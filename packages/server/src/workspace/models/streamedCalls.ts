import { type ModelCall, ModelFailed } from "./model.ts";

/** All arguments of one answer, in UTF-16 units. */
const MOST_ARGUMENTS = 256 * 1_024;
/** Calls of one answer. */
const MOST_CALLS = 64;

/** Puts the calls of an OpenAI-compatible stream together, which come in pieces. INVARIANT: bounded, whatever comes. */
export class StreamedCalls {
  readonly found: ModelCall[] = [];
  private readonly places = new Map<number, ModelCall>();
  private length = 0;

  /** @param pieces `tool_calls` of a delta. @throws {ModelFailed} for more than there is room for */
  add(pieces: unknown): void {
    if (!Array.isArray(pieces)) return;
    for (const [place, piece] of pieces.entries())
      if (typeof piece === "object" && piece !== null) this.addOne(place, piece);
  }

  private addOne(place: number, piece: { index?: unknown; id?: unknown; function?: unknown }): void {
    const { name, arguments: given } = { name: undefined, arguments: undefined, ...asObject(piece.function) } as Record<
      string,
      unknown
    >;
    const call = this.at(typeof piece.index === "number" ? piece.index : place);
    // Ids stand in what people read later: those of odd form get another one.
    if (typeof piece.id === "string" && /^[\w.:-]{1,128}$/.test(piece.id)) call.id = piece.id;
    if (typeof name === "string") call.name = (call.name + name).slice(0, 64);
    if (typeof given !== "string") return;
    this.length += given.length;
    if (this.length > MOST_ARGUMENTS) throw new ModelFailed("The model wanted to call a function with too much.");
    call.arguments += given;
  }

  private at(index: number): ModelCall {
    const known = this.places.get(index);
    if (known) return known;
    if (this.found.length === MOST_CALLS) throw new ModelFailed("The model wanted to call too many functions at once.");
    const call = { id: `call_${this.found.length + 1}`, name: "", arguments: "" };
    this.places.set(index, call);
    this.found.push(call);
    return call;
  }
}

const asObject = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});
