/** What composes the read models, for the web process and the live path; pages use `#server/api`. */
export { type ConfiguredSource, createSourceChecks, type SourceChecks } from "../checks/checks";
export { configuredSources } from "../checks/configured";
export { type ApiOptions, createApi, noAccounts } from "../create";
export { ApiError, problemOf, toApiError } from "../errors";
export { createRest, problemResponse } from "../rest/app";
export { createMetrics, type Metrics } from "../rest/metrics";
export type { Faucet } from "../rest/write-routes";
export { createSources, type Sources } from "../sources";
