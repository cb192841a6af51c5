/** What composes the read models, for the web process and the live path; pages use `#server/api`. */
export { type ApiOptions, createApi, noAccounts } from "../create";
export { ApiError, problemOf, toApiError } from "../errors";
export { createSources, type Sources } from "../sources";
