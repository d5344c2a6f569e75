import { aggregate, Context, updateMany } from "mingo";
import * as expressionOperators from "mingo/operators/expression";
import * as queryOperators from "mingo/operators/query";
import { Query } from "mingo/query";
import { compareValues, typesOf } from "./bsonOrder.ts";

export type Fields = Record<string, unknown>;

/** Filters as MongoDB has them, with the types of BSON in the order of BSON. */
export function matcher(filter: Fields): (document: Fields) => boolean {
  if (Object.keys(filter).length === 0) return () => true;
  const query = new Query(filter, { context });
  return (document) => query.test(document);
}

export function aggregated(documents: Fields[], pipeline: Fields[], others: (name: string) => Fields[]): Fields[] {
  return aggregate(documents, pipeline, { collectionResolver: others as never });
}

/** Changes the document in place. */
export function modify(document: Fields, change: Fields | Fields[], arrayFilters: Fields[] = []): Fields {
  const documents = [document];
  updateMany(documents, {}, change as never, { arrayFilters, cloneMode: "none" });
  return documents[0]!;
}

export function sorted<T>(items: T[], by: Fields, fieldsOf: (item: T) => Fields): T[] {
  const keys = Object.entries(by);
  return items
    .map((item) => ({ item, values: keys.map(([path]) => valueAt(fieldsOf(item), path)) }))
    .sort((a, b) => {
      for (const [index, [, direction]] of keys.entries()) {
        const order = compareValues(a.values[index], b.values[index]);
        if (order !== 0) return Number(direction) < 0 ? -order : order;
      }
      return 0;
    })
    .map(({ item }) => item);
}

function valueAt(document: Fields, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, key) => (value as Fields | undefined | null)?.[key] ?? undefined, document);
}

type Test = (value: unknown) => boolean;

/** The operators that mingo answers for JavaScript's types only. */
const compared =
  (holds: (order: number) => boolean) =>
  (selector: string, wanted: unknown): ((document: Fields) => boolean) => {
    const test: Test = (value) => sameKind(value, wanted) && holds(compareValues(value, wanted));
    return (document) => valuesAt(document, selector).some(test);
  };

const NUMBERS: Record<string, string> = {
  "-1": "minKey",
  1: "double",
  2: "string",
  3: "object",
  4: "array",
  5: "binData",
  7: "objectId",
  8: "bool",
  9: "date",
  10: "null",
  11: "regex",
  16: "int",
  17: "timestamp",
  18: "long",
  19: "decimal",
  127: "maxKey",
};

const context = Context.init({
  expression: expressionOperators as never,
  query: {
    ...queryOperators,
    $gt: compared((order) => order > 0),
    $gte: compared((order) => order >= 0),
    $lt: compared((order) => order < 0),
    $lte: compared((order) => order <= 0),
    $type: (selector: string, wanted: unknown) => {
      const names = [wanted].flat().map((name) => NUMBERS[String(name)] ?? String(name));
      return (document: Fields) =>
        valuesAt(document, selector).some((value) => typesOf(value).some((name) => names.includes(name)));
    },
  } as never,
});

function sameKind(a: unknown, b: unknown): boolean {
  return a !== undefined && typesOf(a)[0] === typesOf(b)[0];
}

/** The value at a path, and those of a list there. */
function valuesAt(document: Fields, path: string): unknown[] {
  let values: unknown[] = [document];
  for (const key of path.split(".")) {
    values = values
      .flat()
      .map((value) => (typeof value === "object" && value !== null ? (value as Fields)[key] : undefined));
  }
  return values.flatMap((value) => (Array.isArray(value) ? [value, ...value] : [value]));
}
