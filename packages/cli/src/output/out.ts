/** Where a command's answer goes: words for people, or the API's own answer for programs. */
export class Out {
  readonly isJson: boolean;
  private readonly stream: { write(text: string): unknown };

  constructor(stream: { write(text: string): unknown }, isJson: boolean) {
    this.stream = stream;
    this.isJson = isJson;
  }

  /** @param asText the same for people; not asked with `--json` */
  show<T>(answer: T, asText: (answer: T) => string): void {
    const text = this.isJson ? JSON.stringify(answer, null, 2) : asText(answer);
    if (text !== "") this.stream.write(text.endsWith("\n") ? text : `${text}\n`);
  }
}
