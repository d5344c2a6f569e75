export type { AgentWithModel } from "./agents/queries.ts";
export type { Named } from "./chat/directAnswers.ts";
export type { Admit } from "./chat/paying.ts";
export { answerInRounds, type Hearer, nothingTaken, type Taken, TooManyRounds } from "./chat/rounds.ts";
export type { Target } from "./chat/target.ts";
export type { CutBy, Cuttable } from "./chat/watch.ts";
export {
  choicesOf,
  failedMeanwhile,
  isFinished,
  isOfFailure,
  readChunk,
  tellsOfFailure,
} from "./models/chunk.ts";
export { type Reach, reachOfFile } from "./models/endpoints/reach.ts";
export {
  type Flow,
  type Line,
  type ModelCall,
  ModelFailed,
  type ModelFunction,
  type Part,
  type PassedAnswer,
} from "./models/model.ts";
export type { Models } from "./models/models.ts";
export type { OrganizationModels } from "./models/organizationModels.ts";
export { tokensTold } from "./models/tokensTold.ts";
export type { EndedSession, People } from "./parts.ts";
export { createWorkspace, type Workspace, type WorkspaceOptions, workspaceRoutes } from "./workspace.ts";
