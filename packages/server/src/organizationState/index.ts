export { stateRoutes } from "./routes.ts";
export { OrganizationState } from "./service.ts";
export { type ReadState, readStateYaml, stateAsYaml } from "./yaml.ts";
