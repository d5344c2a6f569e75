export { openSource } from "./openSource.ts";
export {
  type Document,
  type Place,
  type ReadOptions,
  type Source,
  type SourceCollection,
  SourceFailed,
  type SourceProblem,
  type SourceRemark,
} from "./source.ts";
