import type { paths } from "./generated/schema.d.ts";

// What the OpenAPI document says of each operation, as our calls put it. Types alone: nothing of this is there when the console runs.

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The paths that have an operation of that method. */
export type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];

type Operation<P, M> = P extends keyof paths ? (M extends keyof paths[P] ? paths[P][M] : never) : never;

type Successful = 200 | 201 | 202 | 204;
type ContentOf<Response> = Response extends { content: infer Content } ? Content[keyof Content] : undefined;

/** What an operation answers once it is done; undefined: nothing. */
export type AnswerOf<P extends PathWith<M>, M extends Method> =
  Operation<P, M> extends { responses: infer Responses } ? ContentOf<Responses[keyof Responses & Successful]> : never;

type JsonOf<RequestBody> = RequestBody extends { content: { "application/json": infer Json } } ? Json : never;

/** What it is sent. */
export type BodyOf<P extends PathWith<M>, M extends Method> =
  Operation<P, M> extends { requestBody?: infer RequestBody } ? JsonOf<NonNullable<RequestBody>> : never;

/** What it is asked with. */
export type QueryOf<P extends PathWith<M>, M extends Method> =
  Operation<P, M> extends { parameters: { query?: infer Query } } ? NonNullable<Query> : never;

type MayBeLeftOut<T, Key extends keyof T> = Record<never, never> extends Pick<T, Key> ? true : false;
/** What may be left out may be undefined as well (neither is sent), and nothing that is sent is changed. */
type Sent<T> = unknown extends T
  ? T
  : T extends readonly (infer Row)[]
    ? readonly Sent<Row>[]
    : T extends object
      ? { readonly [Key in keyof T]: MayBeLeftOut<T, Key> extends true ? Sent<T[Key]> | undefined : Sent<T[Key]> }
      : T;

/** A number is text there, whatever the server makes of it; and a filter that is off is left out. */
type Asked<T> = {
  readonly [Key in keyof T]: MayBeLeftOut<T, Key> extends true ? Text<T[Key]> | "" | null | undefined : Text<T[Key]>;
};
type Text<T> = T | (string extends T ? number : never) | ("true" extends T ? boolean : never);

type PathPart<P, M> =
  Operation<P, M> extends { parameters: { path: infer Path } }
    ? { path: { readonly [Key in keyof Path]: Path[Key] | (number extends Path[Key] ? string : never) } }
    : unknown;

type QueryPart<P, M> =
  Operation<P, M> extends { parameters: { query: infer Query } }
    ? { query: Asked<Query> }
    : Operation<P, M> extends { parameters: { query?: infer Query } }
      ? { query?: Asked<NonNullable<Query>> }
      : unknown;

type BodyPart<P, M> =
  Operation<P, M> extends { requestBody: { content: infer Content } }
    ? Content extends { "application/json": infer Json }
      ? Body<Json>
      : { form: FormData }
    : Operation<P, M> extends { requestBody?: infer RequestBody }
      ? { body?: Sent<JsonOf<NonNullable<RequestBody>>> }
      : unknown;
/** Null is no body at all. */
type Body<Json> = null extends Json ? { body?: Sent<NonNullable<Json>> } : { body: Sent<Json> };

/** What a call of an operation has to name, and may. */
export type Parts<P extends PathWith<M>, M extends Method> = PathPart<P, M> & QueryPart<P, M> & BodyPart<P, M>;
