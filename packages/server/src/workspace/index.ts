export type { Models } from "./models/models.ts";
export type { EndedSession, People } from "./parts.ts";
export { createWorkspace, type Workspace, type WorkspaceOptions, workspaceRoutes } from "./workspace.ts";
