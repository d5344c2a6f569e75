export { createModeration, type Moderation, moderationRoutes } from "./moderation.ts";
