/** Under which words entries are found; an entry's are written once, when it is sealed. */
export const mark = {
  by: (actor: string) => `by ${actor}`,
  on: (name: string) => `on ${name}`,
  kind: (kind: string) => `kind ${kind}`,
  from: (origin: string) => `from ${origin}`,
};

export interface Marked {
  actor: string;
  origin: string | null;
  /** The event's, or those of the changes. */
  kinds: readonly string[];
  about: readonly string[];
}

export const marksOf = ({ actor, origin, kinds, about }: Marked): string[] => [
  ...new Set([
    mark.by(actor),
    ...(origin === null ? [] : [mark.from(origin)]),
    ...kinds.map(mark.kind),
    ...about.map(mark.on),
  ]),
];
