import { type Options, request } from "./request.ts";

/** A write as a value, so that it can be looked at before it is made (`lookAt`). `T` is what the server answers once it is. */
export interface Call<T> {
  readonly path: string;
  readonly options: Options;
  /** Never there: keeps the type. */
  readonly answer?: T;
}

/** Makes it. @throws {ProblemError} */
export const perform = <T>({ path, options }: Call<T>): Promise<T> => request<T>(path, options);
