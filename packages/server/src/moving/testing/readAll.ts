import type { Document, ReadOptions, Source, SourceProblem } from "../source/index.ts";

/** All of a collection, with what was wrong. */
export async function readAll(source: Source, collection: string, options: Partial<ReadOptions> = {}) {
  const documents: Document[] = [];
  const problems: SourceProblem[] = [];
  const problem = (each: SourceProblem) => void problems.push(each);
  for await (const { document } of source.read(collection, { problem, ...options })) documents.push(document);
  return { documents, problems };
}
