export { stateRoutes } from "./routes.ts";
export { OrganizationState } from "./service.ts";
